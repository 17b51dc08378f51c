namespace Berth.Domain.Network;

/// <summary>Network ACLs, and which subnets they are for. Source: EC2 API; VPC user guide, network ACLs.</summary>
public static class Acls
{
    private static readonly IReadOnlyDictionary<string, string> NoAssociations = new Dictionary<string, string>();

    /// <summary>A new one denies everything: it has no entries.</summary>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, string vpcId, string? clientToken, IReadOnlyDictionary<string, string> tags)
    {
        if (clientToken is not null && state.Of<NetworkAclRecord>().FirstOrDefault(a => a.ClientToken == clientToken) is { } earlier)
            return earlier.VpcId == vpcId ? new NetworkOutcome.Done(state, earlier.AclId) : NetworkRefusals.OtherParameters();
        if (state.Find<VpcRecord>(vpcId) is null) return NetworkRefusals.VpcNotFound(vpcId);
        var acl = new NetworkAclRecord(world.NewId("acl"), vpcId, IsDefault: false, [], NoAssociations, tags) { ClientToken = clientToken };
        return new NetworkOutcome.Done(state.With(acl), acl.AclId);
    }

    public static NetworkOutcome Delete(NetworkState state, string aclId)
    {
        if (state.Find<NetworkAclRecord>(aclId) is not { } acl) return NetworkRefusals.AclNotFound(aclId);
        if (acl.IsDefault) return NetworkRefusals.InvalidValue($"cannot delete default network ACL {aclId}");
        return acl.SubnetAssociations.Count > 0 ? NetworkRefusals.DependencyViolation("networkAcl", aclId) : new NetworkOutcome.Done(state.Without(aclId));
    }

    /// <summary>Gives the association's subnet another ACL. The association gets a new id.</summary>
    public static NetworkOutcome Replace(NetworkState state, NetworkWorld world, string associationId, string aclId)
    {
        if (state.Of<NetworkAclRecord>().FirstOrDefault(a => a.SubnetAssociations.ContainsKey(associationId)) is not { } old) return NetworkRefusals.AssociationNotFound(associationId);
        if (state.Find<NetworkAclRecord>(aclId) is not { } acl) return NetworkRefusals.AclNotFound(aclId);
        var subnetId = old.SubnetAssociations[associationId];
        if (acl.VpcId != old.VpcId) return NetworkRefusals.InvalidValue($"Network ACL {aclId} and subnet {subnetId} belong to different networks");
        if (aclId == old.AclId) return new NetworkOutcome.Done(state, associationId);
        var newId = world.NewId("aclassoc");
        return new NetworkOutcome.Done(
            state.With(
                old with { SubnetAssociations = old.SubnetAssociations.Where(a => a.Key != associationId).ToDictionary() },
                acl with { SubnetAssociations = new Dictionary<string, string>(acl.SubnetAssociations) { [newId] = subnetId } }), newId);
    }
}
