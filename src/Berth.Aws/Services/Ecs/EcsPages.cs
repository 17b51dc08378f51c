namespace Berth.Aws.Services.Ecs;

internal static class EcsPages
{
    private const int SizeMax = 100;

    /// <summary>1 to 100. Source: ECS API, maxResults.</summary>
    /// <param name="normal">When nothing is said.</param>
    public static int Size(int? asked, int normal = SizeMax) => asked switch
    {
        null => normal,
        >= 1 and <= SizeMax => asked.Value,
        _ => throw EcsErrors.InvalidParameter("maxResults should be between 1 and 100."),
    };
}
