namespace Berth.Domain.Parameters;

/// <summary>A parameter with its history. Row kind <c>parameter</c>, id its name.</summary>
public sealed record ParameterRecord
{
    public required string Name { get; init; }
    public required string Arn { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Oldest first, one at least.</summary>
    public required IReadOnlyList<ParameterVersion> Versions { get; init; }

    public ParameterVersion Latest => Versions[^1];
}

/// <param name="Number">From 1, rising by one.</param>
/// <param name="Type">String, StringList or SecureString.</param>
/// <param name="Sealed">The value as KMS made it, base64: plain strings too.</param>
/// <param name="KeyId">As given for a SecureString; null for others.</param>
/// <param name="ModifiedBy">ARN of who put it.</param>
public sealed record ParameterVersion(long Number, string Type, string Sealed, string? KeyId, string? Description, string? AllowedPattern, string Tier, string DataType, DateTimeOffset ModifiedAt, string ModifiedBy)
{
    public IReadOnlyList<string> Labels { get; init; } = [];
}
