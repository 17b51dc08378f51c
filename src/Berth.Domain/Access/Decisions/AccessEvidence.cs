namespace Berth.Domain.Access;

/// <summary>A refusal, kept: which call, by whom, and which statement of which policy refused it, or that none permitted it. Words and the mending command are made from it in any language.</summary>
public sealed record AccessEvidence
{
    public required string Action { get; init; }
    public required string Resource { get; init; }

    /// <summary>Sample: <c>arn:aws:sts::123456789012:assumed-role/ecsTaskExecutionRole/TASKID</c>.</summary>
    public required string PrincipalArn { get; init; }

    /// <summary>Of a role's session, with its path.</summary>
    public string? RoleArn { get; init; }
    public required AccessVerdict Verdict { get; init; }

    /// <summary>The policy that denies; null when none permits.</summary>
    public string? PolicyName { get; init; }
    public string? PolicyArn { get; init; }

    /// <summary>Of the role, user or group that the policy is attached to or stands in.</summary>
    public string? PolicyHolder { get; init; }

    /// <summary>The statement that denies: its Sid when it has one, and its place, from 0.</summary>
    public string? Sid { get; init; }
    public int? Statement { get; init; }

    /// <summary>A key whose condition kept a statement for this action and resource from permitting it; null when there is none such.</summary>
    public string? ConditionKey { get; init; }
    public string? RequestId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>How a demand was decided. Explicit denials come first, then what is missing, in AWS's order. Source: IAM user guide, policy evaluation logic.</summary>
public enum AccessVerdict
{
    Allowed,
    DeniedByIdentityPolicy,
    DeniedByBoundary,
    DeniedBySessionPolicy,
    DeniedByResourcePolicy,
    DeniedByEndpointPolicy,
    NoIdentityPolicyAllows,
    NoBoundaryAllows,
    NoSessionPolicyAllows,
    NoResourcePolicyAllows,
    NoEndpointPolicyAllows,
}
