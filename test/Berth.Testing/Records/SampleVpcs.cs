using Berth.Domain.Network;

namespace Berth.Testing.Records;

/// <summary>VPCs as nodes know them.</summary>
public static class SampleVpcs
{
    public const string OpenGroup = "sg-open";

    /// <summary>One public subnet, subnet-1, and a group that admits everything in both directions.</summary>
    /// <param name="network">The first two bytes of its /16: 172.31.</param>
    public static VpcSnapshot Open(string vpcId, string network, long generation = 1) => new(vpcId, generation, Cidr.Parse(network + ".0.0/16"))
    {
        NameServers = [DhcpOptionsRecord.AmazonProvided],
        DomainName = "ap-northeast-1.compute.internal",
        InternetGatewayId = "igw-1",
        Subnets = [new("subnet-1", Cidr.Parse(network + ".0.0/20"), "ap-northeast-1a", "rtb-1", null)],
        RouteTables = [new("rtb-1", [new(Cidr.Parse(network + ".0.0/16"), RouteTarget.Local, "local"), new(new Cidr(0, 0), RouteTarget.InternetGateway, "igw-1")])],
        SecurityGroups = [new(OpenGroup, [AdmitsAll("sgr-in", isEgress: false), AdmitsAll("sgr-out", isEgress: true)])],
    };

    public static GroupRuleSnapshot AdmitsAll(string ruleId, bool isEgress) => new(ruleId, isEgress, "-1", -1, -1, [new Cidr(0, 0)], null);
}
