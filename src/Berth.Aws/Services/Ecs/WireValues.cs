namespace Berth.Aws.Services.Ecs;

/// <summary>ECS takes an empty text or list for one that was not sent, and shows neither.</summary>
internal static class WireValues
{
    public static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static IReadOnlyList<T>? NotEmpty<T>(IReadOnlyList<T>? list) => list is { Count: > 0 } ? list : null;

    public static bool Any<T>(IReadOnlyList<T>? list) => list is { Count: > 0 };
}
