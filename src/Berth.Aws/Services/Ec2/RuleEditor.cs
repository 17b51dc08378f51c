using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2;

/// <summary>What the ingress and the egress form of each operation on rules share.</summary>
internal sealed class RuleEditor(NetworkEditor network, Profile profile)
{
    /// <returns>The group after it, and its new rules.</returns>
    public async Task<(SecurityGroupRecord Group, IReadOnlyList<SecurityGroupRuleRecord> Rules)> Authorize(
        string? groupId, string? groupName, bool isEgress, IReadOnlyList<Permission> permissions, IReadOnlyList<TagSpecificationShape>? specifications, CancellationToken cancel)
    {
        var tags = Ec2Tags.Of(specifications, ResourceTags.RuleType, profile);
        var id = "";
        var done = await network.Change((state, world) => In(state, groupId, groupName, group =>
        {
            id = group.GroupId;
            return SecurityGroupRules.Authorize(state, world, group, isEgress, permissions, tags);
        }), cancel);
        return Chosen(done.State.Find<SecurityGroupRecord>(id)!, done.Ids);
    }

    /// <returns>The group before it, and its rules that are gone.</returns>
    public async Task<(SecurityGroupRecord Group, IReadOnlyList<SecurityGroupRuleRecord> Rules)> Revoke(
        string? groupId, string? groupName, bool isEgress, IReadOnlyList<Permission> permissions, IReadOnlyList<string> ruleIds, CancellationToken cancel)
    {
        CheckOneOf(permissions.Count, ruleIds.Count, "SecurityGroupRuleIds");
        SecurityGroupRecord? before = null;
        var done = await network.Change((state, world) => In(state, groupId, groupName, group =>
        {
            before = group;
            return ruleIds.Count > 0 ? SecurityGroupRules.Revoke(state, group, isEgress, ruleIds) : SecurityGroupRules.Revoke(state, world, group, isEgress, permissions);
        }), cancel);
        return Chosen(before!, done.Ids);
    }

    public async Task Describe(
        string? groupId, string? groupName, bool isEgress, IReadOnlyList<Permission> permissions, IReadOnlyList<SecurityGroupRuleDescriptionShape> descriptions, CancellationToken cancel)
    {
        CheckOneOf(permissions.Count, descriptions.Count, "SecurityGroupRuleDescriptions");
        var byId = descriptions.Select(d => (d.SecurityGroupRuleId ?? throw Ec2Errors.Missing("SecurityGroupRuleId"), d.Description)).ToList();
        await network.Change((state, world) => In(state, groupId, groupName, group =>
            byId.Count > 0 ? SecurityGroupRules.Describe(state, group, isEgress, byId) : SecurityGroupRules.Describe(state, world, group, isEgress, permissions)), cancel);
    }

    private static NetworkOutcome In(NetworkState state, string? groupId, string? groupName, Func<SecurityGroupRecord, NetworkOutcome> rule)
    {
        var (group, refusal) = SecurityGroups.Find(state, groupId, groupName);
        return group is null ? refusal! : rule(group);
    }

    private static (SecurityGroupRecord Group, IReadOnlyList<SecurityGroupRuleRecord> Rules) Chosen(SecurityGroupRecord group, IReadOnlyList<string> ids) =>
        (group, [.. ids.Distinct(StringComparer.Ordinal).Select(id => group.Rules.First(r => r.RuleId == id))]);

    private static void CheckOneOf(int permissions, int others, string name)
    {
        if (permissions > 0 && others > 0) throw Ec2Errors.InvalidCombination($"The parameters ipPermissions and {name} cannot be used together.");
        if (permissions == 0 && others == 0) throw Ec2Errors.Missing($"ipPermissions or {name}");
    }
}
