namespace Berth.Domain.Network;

/// <summary>
/// Adding, taking away and changing rules of security groups. All of a request or nothing. Source: EC2 API, AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress,
/// ModifySecurityGroupRules, UpdateSecurityGroupRuleDescriptionsIngress.
/// </summary>
public static class SecurityGroupRules
{
    /// <returns>Ids: of the new rules, in the order given.</returns>
    public static NetworkOutcome Authorize(
        NetworkState state, NetworkWorld world, SecurityGroupRecord group, bool isEgress, IReadOnlyList<Permission> permissions, IReadOnlyDictionary<string, string> tags)
    {
        var (read, refusal) = Permissions.Read(state, world, group, isEgress, permissions);
        if (refusal is not null) return refusal;
        if (read.FirstOrDefault(r => group.Rules.Any(r.AdmitsTheSame)) is { } taken) return SecurityGroupRefusals.PermissionTaken(taken);
        IReadOnlyList<SecurityGroupRuleRecord> added = [.. read.Select(r => r with { RuleId = world.NewId("sgr"), Tags = tags.Count > 0 ? tags : null })];
        var next = group with { Rules = [.. group.Rules, .. added] };
        return IsBeyondQuota(next, isEgress, state, world) ? SecurityGroupRefusals.TooManyRules() : new NetworkOutcome.Done(state.With(next), [.. added.Select(r => r.RuleId)]);
    }

    /// <returns>Ids: of the rules that are gone.</returns>
    public static NetworkOutcome Revoke(NetworkState state, SecurityGroupRecord group, bool isEgress, IReadOnlyList<string> ruleIds)
    {
        if (ruleIds.FirstOrDefault(id => !group.Rules.Any(r => r.RuleId == id && r.IsEgress == isEgress)) is { } unknown) return SecurityGroupRefusals.RuleNotFound(unknown);
        return Without(state, group, ruleIds);
    }

    /// <summary>Each permission must be there, to the last port.</summary>
    /// <returns>Ids: of the rules that are gone.</returns>
    public static NetworkOutcome Revoke(NetworkState state, NetworkWorld world, SecurityGroupRecord group, bool isEgress, IReadOnlyList<Permission> permissions)
    {
        var (read, refusal) = Permissions.Read(state, world, group, isEgress, permissions);
        if (refusal is not null) return refusal;
        var found = read.Select(r => group.Rules.FirstOrDefault(r.AdmitsTheSame)).ToList();
        return found.Contains(null) ? SecurityGroupRefusals.PermissionNotFound() : Without(state, group, [.. found.Select(r => r!.RuleId)]);
    }

    /// <summary>Gives rules another protocol, ports, peer of the same kind and description; what is not said of them is gone.</summary>
    /// <param name="changes">Each with one peer, by the rule's id.</param>
    public static NetworkOutcome Modify(NetworkState state, NetworkWorld world, string groupId, IReadOnlyList<(string RuleId, Permission Permission)> changes)
    {
        if (state.Find<SecurityGroupRecord>(groupId) is not { } group) return NetworkRefusals.GroupNotFound(groupId);
        var rules = group.Rules.ToList();
        foreach (var (ruleId, permission) in changes)
        {
            var at = rules.FindIndex(r => r.RuleId == ruleId);
            if (at < 0) return SecurityGroupRefusals.RuleNotFound(ruleId);
            var (read, refusal) = Permissions.Read(state, world, group, rules[at].IsEgress, [permission]);
            if (refusal is not null) return refusal;
            if (PeerOf(read[0]) != PeerOf(rules[at])) return SecurityGroupRefusals.PeerKindStays(PeerOf(read[0]).Asked, PeerOf(rules[at]).Existing);
            rules[at] = read[0] with { RuleId = ruleId, Tags = rules[at].Tags };
        }

        // Judged at the end, so that two rules may change places in one request.
        if (rules.Find(r => rules.Exists(other => other.RuleId != r.RuleId && other.AdmitsTheSame(r))) is { } twice) return SecurityGroupRefusals.PermissionTaken(twice);
        var next = group with { Rules = rules };
        return IsBeyondQuota(next, isEgress: true, state, world) || IsBeyondQuota(next, isEgress: false, state, world) ? SecurityGroupRefusals.TooManyRules() : new NetworkOutcome.Done(state.With(next));
    }

    /// <param name="descriptions">By the rule's id; null takes the description away.</param>
    public static NetworkOutcome Describe(NetworkState state, SecurityGroupRecord group, bool isEgress, IReadOnlyList<(string RuleId, string? Description)> descriptions)
    {
        var rules = group.Rules.ToList();
        foreach (var (ruleId, description) in descriptions)
        {
            var at = rules.FindIndex(r => r.RuleId == ruleId && r.IsEgress == isEgress);
            if (at < 0) return SecurityGroupRefusals.RuleNotFound(ruleId);
            if (description is not null && !SecurityGroups.IsText(description)) return SecurityGroupRefusals.RuleDescriptionInvalid();
            rules[at] = rules[at] with { Description = string.IsNullOrEmpty(description) ? null : description };
        }

        return new NetworkOutcome.Done(state.With(group with { Rules = rules }));
    }

    /// <summary>The rules that match the permissions get the descriptions that stand there.</summary>
    public static NetworkOutcome Describe(NetworkState state, NetworkWorld world, SecurityGroupRecord group, bool isEgress, IReadOnlyList<Permission> permissions)
    {
        var (read, refusal) = Permissions.Read(state, world, group, isEgress, permissions);
        if (refusal is not null) return refusal;
        var found = read.Select(r => (group.Rules.FirstOrDefault(r.AdmitsTheSame)?.RuleId, r.Description)).ToList();
        return found.Exists(f => f.RuleId is null) ? SecurityGroupRefusals.PermissionNotFound() : Describe(state, group, isEgress, [.. found.Select(f => (f.RuleId!, f.Description))]);
    }

    /// <summary>Whether a group has more rules in one direction than it may. A prefix list counts as many as it may hold.</summary>
    internal static bool IsBeyondQuota(SecurityGroupRecord group, bool isEgress, NetworkState state, NetworkWorld world) =>
        group.Rules.Where(r => r.IsEgress == isEgress).Sum(r => r.PrefixListId is { } id ? VpcSnapshots.PrefixList(id, state, world)?.MaxEntries ?? 1 : 1) > world.Quotas?.RulesPerSecurityGroup;

    private static NetworkOutcome.Done Without(NetworkState state, SecurityGroupRecord group, IReadOnlyList<string> ruleIds) =>
        new(state.With(group with { Rules = [.. group.Rules.Where(r => !ruleIds.Contains(r.RuleId))] }), ruleIds);

    private static (string Asked, string Existing) PeerOf(SecurityGroupRuleRecord rule) => rule switch
    {
        { CidrIpv4: not null } => ("an IPv4 CIDR", "IPv4 CIDR"),
        { ReferencedGroupId: not null } => ("a referenced group id", "referenced group id"),
        _ => ("a prefix list id", "prefix list id"),
    };
}
