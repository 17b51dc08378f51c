namespace Berth.Domain.Access;

/// <summary>What policies are attached to and stand in: roles, users and groups.</summary>
public abstract record PolicyHolder
{
    public required string Name { get; init; }

    /// <summary>Begins and ends with a slash.</summary>
    public required string Path { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>Inline policies: name to JSON document.</summary>
    public IReadOnlyDictionary<string, string> InlinePolicies { get; init; } = new Dictionary<string, string>();
}

/// <summary>A holder that acts itself: roles and users.</summary>
public abstract record PrincipalHolder : PolicyHolder
{
    /// <summary>ARN of the managed policy that bounds it.</summary>
    public string? PermissionsBoundaryArn { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
