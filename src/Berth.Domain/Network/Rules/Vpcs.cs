namespace Berth.Domain.Network;

/// <summary>Making, changing and deleting VPCs. Source: EC2 API, CreateVpc, ModifyVpcAttribute, DeleteVpc; VPC user guide, VPC CIDR blocks.</summary>
public static class Vpcs
{
    public const int PrefixLengthMin = 16;
    public const int PrefixLengthMax = 28;

    /// <summary>No network is there to be had: this network, loopback, link-local, what public addresses come from, multicast and beyond.</summary>
    private static readonly Cidr[] Unusable =
        [Cidr.Parse("0.0.0.0/8"), Cidr.Parse("127.0.0.0/8"), Cidr.Parse("169.254.0.0/16"), Cidr.Parse("198.18.0.0/15"), Cidr.Parse("224.0.0.0/3")];

    /// <summary>With its main route table, default ACL and default group. Ids: the VPC's. Two VPCs may have the same range.</summary>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, string cidrBlock, IReadOnlyDictionary<string, string> tags)
    {
        if (Cidr.Masked(cidrBlock) is not { } block) return NetworkRefusals.InvalidValue($"Value ({cidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.");
        if (block.PrefixLength is < PrefixLengthMin or > PrefixLengthMax || Unusable.Any(block.Overlaps)) return NetworkRefusals.Refuse("InvalidVpc.Range", $"The CIDR '{cidrBlock}' is invalid.");
        if (state.Of<VpcRecord>().Count() >= world.Quotas?.Vpcs) return NetworkRefusals.Refuse("VpcLimitExceeded", "The maximum number of VPCs has been reached.");
        var vpc = new VpcRecord(world.NewId("vpc"), block.ToString(), IsDefault: false, tags) { EnableDnsHostnames = false };
        var next = state.With(vpc, VpcParts.MainTable(vpc.VpcId, vpc.CidrBlock, world.Ids), VpcParts.Acl(vpc.VpcId, [], world.Ids), VpcParts.Group(vpc.VpcId, world.Ids));

        // Whoever deleted the set that an account starts with gets it back with the next VPC that needs it.
        if (state.Find<DhcpOptionsRecord>(vpc.DhcpOptionsId) is null) next = next.With(VpcParts.DhcpOptions(world.Scope.Region));
        return new NetworkOutcome.Done(next, vpc.VpcId);
    }

    /// <param name="dnsSupport">Null for what stays; so for the other.</param>
    public static NetworkOutcome Change(NetworkState state, string vpcId, bool? dnsSupport, bool? dnsHostnames)
    {
        if (state.Find<VpcRecord>(vpcId) is not { } vpc) return NetworkRefusals.VpcNotFound(vpcId);
        var next = vpc with { EnableDnsSupport = dnsSupport ?? vpc.EnableDnsSupport, EnableDnsHostnames = dnsHostnames ?? vpc.EnableDnsHostnames };
        if (dnsHostnames == true && !next.EnableDnsSupport) return NetworkRefusals.InvalidValue("Value (true) for parameter enableDnsHostnames is invalid. DNS support must be enabled for the VPC.");
        return new NetworkOutcome.Done(next == vpc ? state : state.With(next));
    }

    /// <summary>Its main table, default group and default ACL go with it; everything else of it must be gone.</summary>
    public static NetworkOutcome Delete(NetworkState state, NetworkWorld world, string vpcId)
    {
        if (state.Find<VpcRecord>(vpcId) is null) return NetworkRefusals.VpcNotFound(vpcId);
        var parts = state.Resources.Values.Where(r => r.InVpc == vpcId).ToList();
        if (parts.Exists(IsInTheWay) || world.Interfaces.Any(i => i.VpcId == vpcId)) return NetworkRefusals.DependencyViolation("vpc", vpcId);
        return new NetworkOutcome.Done(state.Without(parts.Where(p => p is not (NatGatewayRecord or VpcEndpointRecord)).Select(p => p.Id)));
    }

    /// <summary>Gateways and endpoints that are gone are still shown for a while.</summary>
    private static bool IsInTheWay(INetworkResource part) => part switch
    {
        VpcRecord => false,
        RouteTableRecord table => !table.IsMain,
        NetworkAclRecord acl => !acl.IsDefault,
        SecurityGroupRecord group => group.GroupName != SecurityGroupRecord.DefaultName,
        NatGatewayRecord gateway => gateway.State is not (GatewayState.Failed or GatewayState.Deleted),
        VpcEndpointRecord endpoint => endpoint.State != GatewayState.Deleted,
        _ => true,
    };
}
