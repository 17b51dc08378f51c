using System.Text.Json.Serialization;

namespace Berth.Domain.Access;

/// <summary>A managed policy. Row kind <c>policy</c>, id its ARN.</summary>
public sealed record PolicyRecord
{
    public const string FirstVersionId = "v1";

    public required string Name { get; init; }
    public required string Path { get; init; }

    /// <summary>ANPA…; empty for those of AWS's whose id is not known.</summary>
    public required string PolicyId { get; init; }
    public required string Arn { get; init; }

    /// <summary>Of the default version.</summary>
    public required string Document { get; init; }
    public string? Description { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its versions last changed; null when they never did.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    public string DefaultVersionId { get; init; } = FirstVersionId;

    /// <summary>Every version, oldest first. None for a policy that never had a second: <see cref="AllVersions"/> tells.</summary>
    public IReadOnlyList<PolicyVersionRecord> Versions { get; init; } = [];

    /// <summary>Number of the next version: numbers are not used again.</summary>
    public int NextVersion { get; init; } = 2;

    [JsonIgnore]
    public IReadOnlyList<PolicyVersionRecord> AllVersions => Versions.Count > 0 ? Versions : [new(DefaultVersionId, Document, CreatedAt)];
}

/// <param name="VersionId">Sample: <c>v3</c>.</param>
/// <param name="Document">JSON, as given.</param>
public sealed record PolicyVersionRecord(string VersionId, string Document, DateTimeOffset CreatedAt);
