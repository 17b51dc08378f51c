namespace Berth.Domain.Access;

/// <summary>Who asks.</summary>
/// <param name="Arn">arn:aws:iam::ACCOUNT:root, arn:aws:iam::ACCOUNT:user/NAME, or arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION; of a service, its name.</param>
/// <param name="RoleArn">Of a role's session: the role, with its path. Null for others.</param>
public sealed record AccessPrincipal(string Arn, string? RoleArn, string AccountId)
{
    /// <summary>The account's owner, whom no policy of IAM binds.</summary>
    public bool IsRoot { get; init; } = Arn.EndsWith($":iam::{AccountId}:root", StringComparison.Ordinal);

    /// <summary>Of an IAM user, or of a session made for one.</summary>
    public string? UserName { get; init; }

    /// <summary>A service that acts for itself, as when it assumes a role: <c>ecs-tasks.amazonaws.com</c>.</summary>
    public string? Service { get; init; }
}

/// <summary>Every policy that has a say about one request. A kind that does not exist is null: it then neither permits nor bounds.</summary>
/// <param name="Identity">Attached to or standing in the user, its groups or the role.</param>
/// <param name="Boundary">The permissions boundary.</param>
/// <param name="Session">What AssumeRole was given.</param>
/// <param name="Resource">The resource's own.</param>
/// <param name="Endpoint">Of the VPC endpoint that the request came through.</param>
public sealed record AccessPolicySets(AccessPolicies? Identity, AccessPolicies? Boundary, AccessPolicies? Session, AccessPolicies? Resource, AccessPolicies? Endpoint)
{
    /// <summary>KMS keys and roles: unless the resource's policy consents, by naming at least the account, identity policies do not count, and root may not either.</summary>
    public bool ResourceMustAllow { get; init; }
}
