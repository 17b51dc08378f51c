namespace Berth.Aws.Services.Ec2;

/// <summary>What all Describe operations share.</summary>
internal static class Ec2Selection
{
    private const int PageSizeMax = 1000;
    private const int ListPageSizeMax = 100;

    /// <summary>Those with the ids asked for; everything when none was. An unknown id is an error, not an empty answer.</summary>
    public static IReadOnlyList<T> ById<T>(IReadOnlyList<T> all, Func<T, string> idOf, IReadOnlyList<string>? ids, Func<string, AwsException> notFound)
    {
        if (ids is not { Count: > 0 }) return all;
        var byId = all.ToDictionary(idOf, StringComparer.Ordinal);
        return [.. ids.Distinct(StringComparer.Ordinal).Select(id => byId.TryGetValue(id, out var found) ? found : throw notFound(id)).OrderBy(idOf, StringComparer.Ordinal)];
    }

    /// <summary>An empty client token is none.</summary>
    public static string? Token(string? clientToken) => string.IsNullOrEmpty(clientToken) ? null : clientToken;

    public static int PageSize(int? asked) => asked switch
    {
        null => PageSizeMax,
        >= 5 and <= PageSizeMax => asked.Value,
        _ => throw Ec2Errors.InvalidParameter($"Value ( {asked} ) for parameter maxResults is invalid. Expecting a value between 5 and {PageSizeMax}."),
    };

    /// <summary>Of prefix lists and their entries; the model's own bounds are from 1 to 100.</summary>
    public static int ListPageSize(int? asked) => Math.Clamp(asked ?? ListPageSizeMax, 1, ListPageSizeMax);
}
