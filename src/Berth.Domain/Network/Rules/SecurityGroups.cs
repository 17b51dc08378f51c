namespace Berth.Domain.Network;

/// <summary>Making, finding and deleting security groups. Source: EC2 API, CreateSecurityGroup, DeleteSecurityGroup.</summary>
public static class SecurityGroups
{
    private const int TextLengthMax = 255;

    /// <param name="vpcId">Null for the default VPC.</param>
    /// <returns>Ids: the group's. It lets everything out and nothing in.</returns>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, string name, string description, string? vpcId, IReadOnlyDictionary<string, string> tags)
    {
        if (CheckName(name) is { } badName) return badName;
        if (description.Length == 0) return NetworkRefusals.Refuse("MissingParameter", "The request must contain the parameter GroupDescription");
        if (!description.All(char.IsAscii)) return SecurityGroupRefusals.NotAscii(description, "GroupDescription");
        if (!IsText(description)) return SecurityGroupRefusals.DescriptionInvalid();
        if (vpcId is null && DefaultVpcId(state) is null) return SecurityGroupRefusals.NoDefaultVpc();
        var home = vpcId ?? DefaultVpcId(state)!;
        if (state.Find<VpcRecord>(home) is null) return NetworkRefusals.VpcNotFound(home);
        var others = state.In<SecurityGroupRecord>(home).ToList();
        if (others.Exists(g => g.GroupName == name)) return SecurityGroupRefusals.NameTaken(name, home);
        if (others.Count >= world.Quotas?.SecurityGroupsPerVpc) return SecurityGroupRefusals.TooManyGroups();
        var group = new SecurityGroupRecord(world.NewId("sg"), home, name, description, [VpcParts.EgressOfAll(world.Ids)], tags);
        return new NetworkOutcome.Done(state.With(group), group.GroupId);
    }

    /// <summary>A name finds groups of the default VPC alone.</summary>
    public static (SecurityGroupRecord? Group, NetworkOutcome? Refusal) Find(NetworkState state, string? groupId, string? groupName)
    {
        if (groupId is not null) return state.Find<SecurityGroupRecord>(groupId) is { } byId ? (byId, null) : (null, NetworkRefusals.GroupNotFound(groupId));
        if (groupName is null) return (null, SecurityGroupRefusals.GroupMissing());
        var home = DefaultVpcId(state);
        var byName = home is null ? null : state.In<SecurityGroupRecord>(home).FirstOrDefault(g => g.GroupName == groupName);
        return byName is null ? (null, SecurityGroupRefusals.NameNotFound(groupName, home)) : (byName, null);
    }

    /// <returns>Ids: the group's.</returns>
    public static NetworkOutcome Delete(NetworkState state, NetworkWorld world, string? groupId, string? groupName)
    {
        var (group, refusal) = Find(state, groupId, groupName);
        if (group is null) return refusal!;
        if (group.GroupName == SecurityGroupRecord.DefaultName) return SecurityGroupRefusals.DefaultGroupStays(group);
        var id = group.GroupId;
        var used = world.Interfaces.Any(i => i.SecurityGroupIds.Contains(id))
            || state.In<VpcEndpointRecord>(group.VpcId).Any(e => e.SecurityGroupIds.Contains(id) && e.State != GatewayState.Deleted)
            || state.In<SecurityGroupRecord>(group.VpcId).Any(g => g.GroupId != id && g.Rules.Any(r => r.ReferencedGroupId == id));
        return used ? SecurityGroupRefusals.InUse(id) : new NetworkOutcome.Done(state.Without(id), id);
    }

    public static string? DefaultVpcId(NetworkState state) => state.Of<VpcRecord>().FirstOrDefault(v => v.IsDefault)?.VpcId;

    /// <summary>Letters that names and descriptions of groups and rules are made of, and how many of them.</summary>
    internal static bool IsText(string text) => text.Length <= TextLengthMax && text.All(c => char.IsAsciiLetterOrDigit(c) || " ._-:/()#,@[]+=&;{}!$*".Contains(c, StringComparison.Ordinal));

    private static NetworkOutcome? CheckName(string name)
    {
        if (!name.All(char.IsAscii)) return SecurityGroupRefusals.NotAscii(name, "GroupName");
        if (name.Trim().Length == 0 || !IsText(name)) return SecurityGroupRefusals.NameInvalid();
        if (name == SecurityGroupRecord.DefaultName) return SecurityGroupRefusals.NameReserved(name);
        return name.StartsWith("sg-", StringComparison.Ordinal) ? SecurityGroupRefusals.NameLikeId(name) : null;
    }
}
