using Berth.Domain.Kernel;

namespace Berth.Domain.Network;

/// <summary>The VPC that every account starts with: 172.31.0.0/16 with one public /20 in each zone. Source: VPC user guide, default VPC components.</summary>
public sealed record DefaultVpc(
    VpcRecord Vpc, IReadOnlyList<SubnetRecord> Subnets, SecurityGroupRecord SecurityGroup, RouteTableRecord RouteTable, InternetGatewayRecord InternetGateway)
{
    private const string Block = "172.31.0.0/16";
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public static DefaultVpc Make(AwsScope scope, IReadOnlyList<string> zones, IIdSource ids)
    {
        string Id(string prefix) => prefix + "-" + ids.Hex(17);
        var vpc = new VpcRecord(Id("vpc"), Block, IsDefault: true, NoTags);
        var gateway = new InternetGatewayRecord(Id("igw"), vpc.VpcId, NoTags);
        var groupId = Id("sg");
        return new(
            vpc,
            [.. zones.Select((zone, i) => new SubnetRecord(Id("subnet"), vpc.VpcId, $"172.31.{i * 16}.0/20", zone, ZoneIds.Of(scope.Region, zone), MapPublicIpOnLaunch: true, DefaultForAz: true, NoTags))],
            new SecurityGroupRecord(groupId, vpc.VpcId, "default", "default VPC security group",
            [
                new(Id("sgr"), IsEgress: false, "-1", -1, -1, null, groupId, null),
                new(Id("sgr"), IsEgress: true, "-1", -1, -1, "0.0.0.0/0", null, null),
            ], NoTags),
            new RouteTableRecord(Id("rtb"), vpc.VpcId, IsMain: true, Id("rtbassoc"), [new(Block, "local"), new("0.0.0.0/0", gateway.InternetGatewayId)], NoTags, NoTags),
            gateway);
    }
}
