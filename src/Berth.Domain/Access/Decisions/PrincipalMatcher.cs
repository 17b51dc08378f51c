namespace Berth.Domain.Access;

/// <summary>How a resource's policy names who asks. The higher, the less the caller's own policies have to say. Source: IAM user guide, policy evaluation logic, resource-based policies.</summary>
internal enum PrincipalGrant
{
    NotNamed,

    /// <summary>The whole account: who of it may is left to the identity policies.</summary>
    Account,

    /// <summary>The role of the session: identity policies need not permit, but the boundary and the session policies must.</summary>
    Role,

    /// <summary>The user or the session itself, a service, or everybody: nothing else must permit.</summary>
    Direct,
}

/// <summary>Principal or NotPrincipal of a statement, compiled.</summary>
internal sealed class PrincipalMatcher
{
    private readonly bool everyone;
    private readonly bool except;
    private readonly bool denies;
    private readonly bool everyService;
    private readonly HashSet<string> arns = new(StringComparer.Ordinal);
    private readonly HashSet<string> accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> services = new(StringComparer.OrdinalIgnoreCase);

    public PrincipalMatcher(PolicyPrincipals principals, bool denies)
    {
        (everyone, except, this.denies) = (principals.Everyone, principals.Except, denies);
        foreach (var (kind, name) in principals.Named)
        {
            if (kind == "AWS" && name == "*") everyone = true;
            else if (kind == "AWS" && AccountOf(name) is { } account) accounts.Add(account);
            else if (kind == "AWS") arns.Add(name);
            else if (kind == "Service" && name == "*") everyService = true;
            else if (kind == "Service") services.Add(name);

            // Nobody is federated here, and canonical users are of an age before IAM.
        }
    }

    public PrincipalGrant Grant(AccessPrincipal principal)
    {
        if (!except) return Named(principal);

        // NotPrincipal spares whom it names. A Deny spares a user or session only when account (and role) are named beside it, for each of them is the caller too.
        if (denies) return IsNamedThroughout(principal) ? PrincipalGrant.NotNamed : PrincipalGrant.Direct;
        return Named(principal) == PrincipalGrant.NotNamed ? PrincipalGrant.Direct : PrincipalGrant.NotNamed;
    }

    private PrincipalGrant Named(AccessPrincipal principal)
    {
        if (everyone) return PrincipalGrant.Direct;
        if (principal.Service is { } service) return everyService || services.Contains(service) ? PrincipalGrant.Direct : PrincipalGrant.NotNamed;
        if (arns.Contains(principal.Arn)) return PrincipalGrant.Direct;
        if (principal.RoleArn is { } role && arns.Contains(role)) return PrincipalGrant.Role;
        if (accounts.Contains(principal.AccountId)) return principal.IsRoot ? PrincipalGrant.Direct : PrincipalGrant.Account;
        return PrincipalGrant.NotNamed;
    }

    private bool IsNamedThroughout(AccessPrincipal principal)
    {
        if (everyone) return true;
        if (principal.Service is not null) return Named(principal) != PrincipalGrant.NotNamed;
        return accounts.Contains(principal.AccountId) && (principal.IsRoot || arns.Contains(principal.Arn)) && (principal.RoleArn is null || arns.Contains(principal.RoleArn));
    }

    /// <summary>123456789012 and arn:aws:iam::123456789012:root are one.</summary>
    private static string? AccountOf(string name)
    {
        const int AccountDigits = 12;
        if (name.Length == AccountDigits && !name.AsSpan().ContainsAnyExceptInRange('0', '9')) return name;
        var parts = name.Split(':');
        return parts is ["arn", _, "iam", "", var account, "root"] && account.Length > 0 ? account : null;
    }
}
