namespace Berth.Domain.Access;

/// <summary>AWS's sentence for a refusal. Source: IAM user guide, troubleshoot access denied error messages.</summary>
public static class AccessDeniedWords
{
    /// <returns>Sample: <c>User: arn:aws:iam::123456789012:user/alice is not authorized to perform: ecs:RunTask on resource: ARN because no identity-based policy allows the ecs:RunTask action</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The verdict is no refusal.</exception>
    public static string Message(AccessEvidence evidence) =>
        $"User: {evidence.PrincipalArn} is not authorized to perform: {evidence.Action} on resource: {evidence.Resource} {Reason(evidence)}";

    private static string Reason(AccessEvidence evidence) => evidence.Verdict switch
    {
        AccessVerdict.DeniedByIdentityPolicy => "with an explicit deny in an identity-based policy",
        AccessVerdict.DeniedByBoundary => "with an explicit deny in a permissions boundary",
        AccessVerdict.DeniedBySessionPolicy => "with an explicit deny in a session policy",
        AccessVerdict.DeniedByResourcePolicy => "with an explicit deny in a resource-based policy",
        AccessVerdict.DeniedByEndpointPolicy => "with an explicit deny in a VPC endpoint policy",
        AccessVerdict.NoIdentityPolicyAllows => $"because no identity-based policy allows the {evidence.Action} action",
        AccessVerdict.NoBoundaryAllows => $"because no permissions boundary allows the {evidence.Action} action",
        AccessVerdict.NoSessionPolicyAllows => $"because no session policy allows the {evidence.Action} action",
        AccessVerdict.NoResourcePolicyAllows => $"because no resource-based policy allows the {evidence.Action} action",
        AccessVerdict.NoEndpointPolicyAllows => $"because no VPC endpoint policy allows the {evidence.Action} action",
        _ => throw new ArgumentOutOfRangeException(nameof(evidence), evidence.Verdict, "What is allowed has no refusal."),
    };
}
