using Berth.Domain.Kernel;

namespace Berth.Domain.Network;

/// <summary>What comes with every VPC and goes with it. Source: VPC user guide, default VPC components; EC2 API, CreateVpc.</summary>
public static class VpcParts
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>Everything may leave; what comes in must be from a member.</summary>
    public static SecurityGroupRecord Group(string vpcId, IIdSource ids)
    {
        var groupId = Id("sg", ids);
        return new(groupId, vpcId, SecurityGroupRecord.DefaultName, "default VPC security group",
        [
            new(Id("sgr", ids), IsEgress: false, "-1", -1, -1, null, groupId, null),
            EgressOfAll(ids),
        ], None);
    }

    /// <summary>The rule that every new group has.</summary>
    public static SecurityGroupRuleRecord EgressOfAll(IIdSource ids) => new(Id("sgr", ids), IsEgress: true, "-1", -1, -1, "0.0.0.0/0", null, null);

    public static RouteTableRecord MainTable(string vpcId, string cidrBlock, IIdSource ids) =>
        new(Id("rtb", ids), vpcId, IsMain: true, Id("rtbassoc", ids), [new(cidrBlock, RouteRecord.Local)], None, None);

    /// <summary>Lets everything pass, both ways.</summary>
    public static NetworkAclRecord Acl(string vpcId, IEnumerable<string> subnetIds, IIdSource ids) => new(Id("acl", ids), vpcId, IsDefault: true,
        [new(100, IsEgress: false, Allows: true, "-1", -1, -1, "0.0.0.0/0"), new(100, IsEgress: true, Allows: true, "-1", -1, -1, "0.0.0.0/0")],
        subnetIds.ToDictionary(_ => Id("aclassoc", ids), StringComparer.Ordinal), None);

    /// <summary>The set that VPCs have until they are given another.</summary>
    public static DhcpOptionsRecord DhcpOptions(string region) => new(DhcpOptionsRecord.DefaultId, new Dictionary<string, IReadOnlyList<string>>
    {
        [DhcpOptionsRecord.DomainName] = [SubnetAddresses.PrivateDomain(region)],
        [DhcpOptionsRecord.NameServers] = [DhcpOptionsRecord.AmazonProvided],
    }, None);

    private static string Id(string prefix, IIdSource ids) => $"{prefix}-{ids.Hex(17)}";
}
