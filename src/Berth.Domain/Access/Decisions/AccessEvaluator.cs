namespace Berth.Domain.Access;

/// <summary>
/// Decides a request within one account. A Deny anywhere refuses. Then the VPC endpoint's policy must permit; then the resource's policy grants (fully, to the role, or leaves it to the account);
/// then the identity policies, the boundary and the session policies must each permit. Source: IAM user guide, policy evaluation logic.
/// </summary>
public static class AccessEvaluator
{
    public static AccessDecision Decide(string action, string resource, AccessPrincipal principal, AccessKeys keys, AccessPolicySets policies)
    {
        var request = new AccessRequest(action, resource, principal, keys);
        return FindDenial(request, policies) ?? FindGap(request, policies) ?? AccessDecision.Allowed;
    }

    /// <summary>Whether a resource's policy alone consents, if only by naming the account. What the caller's own policies say is not asked.</summary>
    internal static bool Consents(AccessPolicies resourcePolicy, string action, string resource, AccessPrincipal principal, AccessKeys keys)
    {
        var request = new AccessRequest(action, resource, principal, keys);
        return resourcePolicy.FindDeny(request) is null && resourcePolicy.Allows(request);
    }

    /// <summary>Policies that bind the caller himself bind neither root nor a service.</summary>
    internal static bool IsBoundByOwnPolicies(AccessPrincipal principal) => !principal.IsRoot && principal.Service is null;

    private static AccessDecision? FindDenial(in AccessRequest request, AccessPolicySets policies)
    {
        if (IsBoundByOwnPolicies(request.Principal))
        {
            if (policies.Identity?.FindDeny(request) is { } byIdentity) return Denied(AccessVerdict.DeniedByIdentityPolicy, byIdentity);
            if (policies.Boundary?.FindDeny(request) is { } byBoundary) return Denied(AccessVerdict.DeniedByBoundary, byBoundary);
            if (policies.Session?.FindDeny(request) is { } bySession) return Denied(AccessVerdict.DeniedBySessionPolicy, bySession);
        }

        if (policies.Resource?.FindDeny(request) is { } byResource) return Denied(AccessVerdict.DeniedByResourcePolicy, byResource);
        return policies.Endpoint?.FindDeny(request) is { } byEndpoint ? Denied(AccessVerdict.DeniedByEndpointPolicy, byEndpoint) : null;
    }

    /// <summary>What should permit and does not.</summary>
    private static AccessDecision? FindGap(in AccessRequest request, AccessPolicySets policies)
    {
        if (policies.Endpoint is { } endpoint && !endpoint.Allows(request)) return Missing(AccessVerdict.NoEndpointPolicyAllows, request, endpoint);
        var grant = policies.Resource?.FindGrant(request) ?? PrincipalGrant.NotNamed;
        if (grant == PrincipalGrant.Direct) return null;
        if (policies.ResourceMustAllow && grant == PrincipalGrant.NotNamed) return Missing(AccessVerdict.NoResourcePolicyAllows, request, policies.Resource);
        if (request.Principal.IsRoot) return null;
        if (request.Principal.Service is not null) return Missing(AccessVerdict.NoResourcePolicyAllows, request, policies.Resource);

        if (grant < PrincipalGrant.Role && policies.Identity?.Allows(request) != true) return Missing(AccessVerdict.NoIdentityPolicyAllows, request, policies.Identity, policies.Resource);
        if (policies.Boundary is { } boundary && !boundary.Allows(request)) return Missing(AccessVerdict.NoBoundaryAllows, request, boundary);
        return policies.Session is { } session && !session.Allows(request) ? Missing(AccessVerdict.NoSessionPolicyAllows, request, session) : null;
    }

    private static AccessDecision Denied(AccessVerdict verdict, CompiledStatement by) => new() { Verdict = verdict, Policy = by.Policy, Sid = by.Sid, Statement = by.Index };

    private static AccessDecision Missing(AccessVerdict verdict, in AccessRequest request, params ReadOnlySpan<AccessPolicies?> silent)
    {
        var key = (string?)null;
        foreach (var policies in silent) key ??= policies?.FindFailingKey(request);
        return new() { Verdict = verdict, ConditionKey = key };
    }
}
