namespace Berth.Aws.Services.Ecs;

internal static class EcsPages
{
    private const int SizeMax = 100;

    /// <summary>1 to 100, 100 when nothing is said. Source: ECS API, maxResults.</summary>
    public static int Size(int? asked) => asked switch
    {
        null => SizeMax,
        >= 1 and <= SizeMax => asked.Value,
        _ => throw EcsErrors.InvalidParameter("maxResults should be between 1 and 100."),
    };
}
