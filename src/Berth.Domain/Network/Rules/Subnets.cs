namespace Berth.Domain.Network;

/// <summary>Making, changing and deleting subnets. Source: EC2 API, CreateSubnet, ModifySubnetAttribute, DeleteSubnet.</summary>
public static class Subnets
{
    /// <param name="zone">Name of the zone; null for the region's first, unless <paramref name="zoneId"/> says another.</param>
    /// <returns>Ids: the subnet's.</returns>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, string vpcId, string cidrBlock, string? zone, string? zoneId, IReadOnlyDictionary<string, string> tags)
    {
        if (state.Find<VpcRecord>(vpcId) is not { } vpc) return NetworkRefusals.VpcNotFound(vpcId);
        if (Cidr.Masked(cidrBlock) is not { } block) return NetworkRefusals.InvalidValue($"Value ({cidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.");
        if (block.PrefixLength is < Vpcs.PrefixLengthMin or > Vpcs.PrefixLengthMax || !vpc.Block.Contains(block)) return NetworkRefusals.Refuse("InvalidSubnet.Range", $"The CIDR '{cidrBlock}' is invalid.");
        var (chosen, refusal) = Zone(world, zone, zoneId);
        if (refusal is not null) return refusal;
        var others = state.In<SubnetRecord>(vpcId).ToList();
        if (others.Exists(s => s.Block.Overlaps(block))) return NetworkRefusals.Refuse("InvalidSubnet.Conflict", $"The CIDR '{cidrBlock}' conflicts with another subnet");
        if (others.Count >= world.Quotas?.SubnetsPerVpc) return NetworkRefusals.Refuse("SubnetLimitExceeded", "The maximum number of subnets has been reached.");
        var subnet = new SubnetRecord(
            world.NewId("subnet"), vpcId, block.ToString(), chosen, ZoneIds.Of(world.Scope.Region, chosen), MapPublicIpOnLaunch: false, DefaultForAz: false, tags);
        var acl = state.In<NetworkAclRecord>(vpcId).First(a => a.IsDefault);
        var associations = new Dictionary<string, string>(acl.SubnetAssociations) { [world.NewId("aclassoc")] = subnet.SubnetId };
        return new NetworkOutcome.Done(state.With(subnet, acl with { SubnetAssociations = associations }), subnet.SubnetId);
    }

    public static NetworkOutcome Change(NetworkState state, string subnetId, bool mapPublicIpOnLaunch)
    {
        if (state.Find<SubnetRecord>(subnetId) is not { } subnet) return NetworkRefusals.SubnetNotFound(subnetId);
        return new NetworkOutcome.Done(subnet.MapPublicIpOnLaunch == mapPublicIpOnLaunch ? state : state.With(subnet with { MapPublicIpOnLaunch = mapPublicIpOnLaunch }));
    }

    /// <summary>Tables and ACLs forget it; interfaces, gateways and endpoints in it must be gone. Its grain is closed by then, so that no interface comes in between.</summary>
    public static NetworkOutcome Delete(NetworkState state, NetworkWorld world, string subnetId)
    {
        if (state.Find<SubnetRecord>(subnetId) is not { } subnet) return NetworkRefusals.SubnetNotFound(subnetId);
        var used = world.Interfaces.Any(i => i.SubnetId == subnetId)
            || state.In<NatGatewayRecord>(subnet.VpcId).Any(g => g.SubnetId == subnetId && g.State is not (GatewayState.Failed or GatewayState.Deleted))
            || state.In<VpcEndpointRecord>(subnet.VpcId).Any(e => e.SubnetIds.Contains(subnetId) && e.State != GatewayState.Deleted);
        if (used) return NetworkRefusals.DependencyViolation("subnet", subnetId);
        var next = state.Without(subnetId);
        foreach (var table in state.In<RouteTableRecord>(subnet.VpcId).Where(t => t.SubnetAssociations.Values.Contains(subnetId)))
            next = next.With(table with { SubnetAssociations = Without(table.SubnetAssociations, subnetId) });
        foreach (var acl in state.In<NetworkAclRecord>(subnet.VpcId).Where(a => a.SubnetAssociations.Values.Contains(subnetId)))
            next = next.With(acl with { SubnetAssociations = Without(acl.SubnetAssociations, subnetId) });
        return new NetworkOutcome.Done(next);
    }

    private static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> associations, string subnetId) =>
        associations.Where(a => a.Value != subnetId).ToDictionary(StringComparer.Ordinal);

    private static (string Zone, NetworkOutcome? Refusal) Zone(NetworkWorld world, string? zone, string? zoneId)
    {
        if (zone is not null && zoneId is not null) return ("", NetworkRefusals.Refuse("InvalidParameterCombination", "AvailabilityZone and AvailabilityZoneId may not both be specified."));
        if (zoneId is not null)
        {
            var ids = world.Zones.ToDictionary(z => ZoneIds.Of(world.Scope.Region, z), StringComparer.Ordinal);
            return ids.TryGetValue(zoneId, out var found) ? (found, null) : ("", Unknown(zoneId, "availabilityZoneId", ids.Keys));
        }

        return zone is null || world.Zones.Contains(zone) ? (zone ?? world.Zones[0], null) : ("", Unknown(zone, "availabilityZone", world.Zones));
    }

    private static NetworkOutcome Unknown(string value, string parameter, IEnumerable<string> zones) => NetworkRefusals.InvalidValue(
        $"Value ({value}) for parameter {parameter} is invalid. Subnets can currently only be created in the following availability zones: {string.Join(", ", zones)}.");
}
