namespace Berth.Domain.Access;

/// <summary>An instance profile: how a role is given to an EC2 instance. Row kind <c>instance-profile</c>, id its name.</summary>
public sealed record InstanceProfileRecord
{
    public required string Name { get; init; }
    public required string Path { get; init; }

    /// <summary>AIPA…</summary>
    public required string InstanceProfileId { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>One at most.</summary>
    public IReadOnlyList<string> RoleNames { get; init; } = [];
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
