namespace Berth.Aws.Protocols;

/// <summary>What a model demands of a member beyond its type.</summary>
public sealed record WireRule
{
    public static readonly WireRule None = new();

    public bool Required { get; init; }

    /// <summary>Smallest number, or shortest string or list.</summary>
    public long? Min { get; init; }

    /// <summary>Largest number, or longest string or list.</summary>
    public long? Max { get; init; }

    public string? Pattern { get; init; }

    public IReadOnlyList<string>? Enum { get; init; }
}
