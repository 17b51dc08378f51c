using Berth.Domain.Kernel;

namespace Berth.Domain.Network;

/// <summary>The VPC that every account starts with: 172.31.0.0/16 with one public /20 in each zone. Source: VPC user guide, default VPC components.</summary>
public sealed record DefaultVpc(
    VpcRecord Vpc, IReadOnlyList<SubnetRecord> Subnets, SecurityGroupRecord SecurityGroup, RouteTableRecord RouteTable, NetworkAclRecord Acl, InternetGatewayRecord InternetGateway)
{
    private const string Block = "172.31.0.0/16";
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public static DefaultVpc Make(AwsScope scope, IReadOnlyList<string> zones, IIdSource ids)
    {
        string Id(string prefix) => prefix + "-" + ids.Hex(17);
        var vpc = new VpcRecord(Id("vpc"), Block, IsDefault: true, NoTags);
        var gateway = new InternetGatewayRecord(Id("igw"), vpc.VpcId, NoTags);
        var table = VpcParts.MainTable(vpc.VpcId, Block, ids);
        IReadOnlyList<SubnetRecord> subnets =
            [.. zones.Select((zone, i) => new SubnetRecord(Id("subnet"), vpc.VpcId, $"172.31.{i * 16}.0/20", zone, ZoneIds.Of(scope.Region, zone), MapPublicIpOnLaunch: true, DefaultForAz: true, NoTags))];
        return new(
            vpc, subnets, VpcParts.Group(vpc.VpcId, ids), table with { Routes = [.. table.Routes, new("0.0.0.0/0", gateway.InternetGatewayId)] },
            VpcParts.Acl(vpc.VpcId, subnets.Select(s => s.SubnetId), ids), gateway);
    }

    /// <summary>
    /// What an account has from the start, and what data from before was not given yet: the default VPC where there is nothing at all (who deleted it keeps none), an ACL for
    /// each VPC, and the set of DHCP options that VPCs refer to. Nothing changes where nothing is missing.
    /// </summary>
    public static NetworkOutcome Complete(NetworkState state, NetworkWorld world)
    {
        var next = state;
        if (state.Resources.IsEmpty)
        {
            var made = Make(world.Scope, world.Zones, world.Ids);
            next = next.With([made.Vpc, .. made.Subnets, made.SecurityGroup, made.RouteTable, made.Acl, made.InternetGateway]);
        }

        foreach (var vpc in next.Of<VpcRecord>().ToList())
        {
            if (vpc.DhcpOptionsId == DhcpOptionsRecord.DefaultId && next.Find<DhcpOptionsRecord>(vpc.DhcpOptionsId) is null) next = next.With(VpcParts.DhcpOptions(world.Scope.Region));
            var acls = next.In<NetworkAclRecord>(vpc.VpcId).ToList();
            if (acls.Exists(a => a.IsDefault)) continue;
            var elsewhere = acls.SelectMany(a => a.SubnetAssociations.Values).ToHashSet(StringComparer.Ordinal);
            next = next.With(VpcParts.Acl(vpc.VpcId, next.In<SubnetRecord>(vpc.VpcId).Select(s => s.SubnetId).Where(s => !elsewhere.Contains(s)), world.Ids));
        }

        return new NetworkOutcome.Done(next);
    }
}
