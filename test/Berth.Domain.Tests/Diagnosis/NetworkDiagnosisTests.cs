using Berth.Domain.Diagnosis;
using Berth.Domain.Network;
using Berth.Domain.Tests.Network.Rulesets;
using CsCheck;

namespace Berth.Domain.Tests.Diagnosis;

public sealed class NetworkDiagnosisTests
{
    private const string Region = "ap-northeast-1";
    private static readonly Cidr Everywhere = new(0, 0);
    private static readonly AttachedCard Task = new("e1", "subnet-1", Cidr.ParseAddress("10.0.0.4"), null, ["sg-task"]);
    private static readonly FailedCall Call = new("ecr:GetAuthorizationToken", PublicServices.EcrApi, "api.ecr.ap-northeast-1.amazonaws.com", "198.18.0.2", 443, CallFailure.TimedOut);

    private static readonly VpcSnapshot Vpc = new("vpc-1", 1, Cidr.Parse("10.0.0.0/16"))
    {
        InternetGatewayId = "igw-1",
        Subnets = [new("subnet-1", Cidr.Parse("10.0.0.0/24"), "ap-northeast-1a", "rtb-1", null), new("subnet-2", Cidr.Parse("10.0.1.0/24"), "ap-northeast-1a", "rtb-2", null)],
        RouteTables = [Table("rtb-1"), Table("rtb-2")],
        SecurityGroups = [new("sg-task", [new("sgr-1", true, "-1", -1, -1, [Everywhere], null)]), new("sg-endpoint", [])],
    };

    /// <summary>What was wrong, what it is found to be, and the call that mends it.</summary>
    public static TheoryData<string, NetworkCause, string> Causes => new()
    {
        { "nothing", NetworkCause.NoRoute, "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name com.amazonaws.ap-northeast-1.ecr.api --vpc-endpoint-type Interface --subnet-ids subnet-1 --security-group-ids <a group that admits tcp 443 from the task>" },
        { "s3", NetworkCause.NoRoute, "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name com.amazonaws.ap-northeast-1.s3 --vpc-endpoint-type Gateway --route-table-ids rtb-1" },
        { "nat elsewhere", NetworkCause.NoRoute, "aws ec2 create-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-1" },
        { "igw", NetworkCause.NoPublicAddress, "aws ecs run-task … --network-configuration 'awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-task],assignPublicIp=ENABLED}'" },
        { "igw, nat elsewhere", NetworkCause.NoPublicAddress, "aws ec2 replace-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-1" },
        { "dead nat", NetworkCause.DeadRoute, "aws ec2 replace-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --gateway-id igw-1" },
        { "nat without a way", NetworkCause.NatHasNoWayOut, "aws ec2 create-route --route-table-id rtb-2 --destination-cidr-block 0.0.0.0/0 --gateway-id igw-1" },
        { "egress", NetworkCause.EgressShut, "aws ec2 authorize-security-group-egress --group-id sg-task --ip-permissions IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges='[{CidrIp=0.0.0.0/0}]'" },
        { "endpoint shut", NetworkCause.EndpointShut, "aws ec2 authorize-security-group-ingress --group-id sg-endpoint --protocol tcp --port 443 --cidr 0.0.0.0/0" },
        { "acl", NetworkCause.AclDenies, "aws ec2 create-network-acl-entry --network-acl-id acl-1 --egress --rule-number 99 --protocol tcp --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow" },
        { "acl answers", NetworkCause.AclDenies, "aws ec2 create-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 100 --protocol tcp --port-range From=1024,To=65535 --cidr-block 0.0.0.0/0 --rule-action allow" },
        { "acl, first rule", NetworkCause.AclDenies, "aws ec2 replace-network-acl-entry --network-acl-id acl-1 --egress --rule-number 1 --protocol tcp --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow" },
        { "acl, number taken", NetworkCause.AclDenies, "aws ec2 create-network-acl-entry --network-acl-id acl-1 --egress --rule-number 98 --protocol tcp --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow" },
        { "no name", NetworkCause.NameNotFound, "aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support" },
    };

    [Theory, MemberData(nameof(Causes))]
    public void Each_cause_is_found_and_has_its_mending(string trouble, NetworkCause cause, string command)
    {
        var (vpc, call) = Make(trouble);
        var evidence = NetworkDiagnosis.Explain(call, Task, vpc, [Task]);
        Assert.Equal((cause, command), (evidence.Cause, NetworkMending.Command(evidence, Region)));
        foreach (var language in Enum.GetValues<Language>())
        {
            Assert.NotEmpty(NetworkWords.Cause(evidence, language));
            Assert.Contains(call.HostName, NetworkWords.Call(evidence, language), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_path_that_is_open_is_said_to_be_open_and_nothing_is_mended()
    {
        var evidence = NetworkDiagnosis.Explain(Call, Task with { PublicAddress = 1 }, With(Default(RouteTarget.InternetGateway, "igw-1")), [Task]);
        Assert.Equal((NetworkCause.OpenNow, null), (evidence.Cause, NetworkMending.Command(evidence, Region)));
    }

    [Fact]
    public void A_full_subnet_says_how_many_addresses_it_has()
    {
        var evidence = NetworkDiagnosis.NoFreeAddress(Vpc, "subnet-1", ["sg-task"], 251);
        Assert.Equal("Subnet subnet-1 has 251 addresses, and 251 are taken.", NetworkWords.Cause(evidence, Language.English));
        Assert.Equal("サブネット subnet-1 のアドレスは 251 個で、251 個が使用中です。", NetworkWords.Cause(evidence, Language.Japanese));
        Assert.Null(NetworkWords.Call(evidence, Language.English));
    }

    /// <summary>Safety: whatever the network, something is found, said in each language, and never a path called open that the rules shut.</summary>
    [Fact]
    public void Never_calls_a_shut_path_open() => RandomVpcs.Any.Sample(network =>
    {
        var call = Call with { Address = Cidr.Text(network.Flow.Destination), Port = network.Flow.DestinationPort };
        var evidence = NetworkDiagnosis.Explain(call, network.Sender, network.Vpc, network.Cards);
        Assert.All(Enum.GetValues<Language>(), language => Assert.NotEmpty(NetworkWords.Cause(evidence, language)));
        _ = NetworkMending.Command(evidence, Region);
        var verdict = new PathTracer(network.Vpc, network.Cards).Trace(network.Sender, new(network.Sender.Address, network.Flow.Destination, Protocols.Tcp, 49152, call.Port));
        Assert.Equal(verdict is PathVerdict.Passes or PathVerdict.NobodyThere, evidence.Cause == NetworkCause.OpenNow);
    });

    private static (VpcSnapshot Vpc, FailedCall Call) Make(string trouble) => trouble switch
    {
        "nothing" => (Vpc, Call),
        "s3" => (Vpc, Call with { Call = "s3:GetObject", Service = PublicServices.S3, Address = "198.18.0.4" }),
        "nat elsewhere" => (Vpc with { NatGateways = [Nat] }, Call),
        "igw" => (With(Default(RouteTarget.InternetGateway, "igw-1")), Call),
        "igw, nat elsewhere" => (With(Default(RouteTarget.InternetGateway, "igw-1")) with { NatGateways = [Nat] }, Call),
        "dead nat" => (With(Default(RouteTarget.Blackhole, "nat-gone")), Call),
        "nat without a way" => (With(Default(RouteTarget.NatGateway, "nat-1")) with { NatGateways = [Nat] }, Call),
        "egress" => (Vpc with { SecurityGroups = [new("sg-task", [])] }, Call),
        "endpoint shut" => (Vpc with { Endpoints = [new("vpce-1", PublicServices.EcrApi, true, [new("subnet-1", "ap-northeast-1a", Cidr.ParseAddress("10.0.0.9"))], ["sg-endpoint"])] }, Call with { Address = "10.0.0.9" }),
        "acl" => (WithAcl(new(100, true, false, "-1", -1, -1, Everywhere), new(100, false, true, "-1", -1, -1, Everywhere)), Call),
        "acl answers" => (WithAcl(new AclEntrySnapshot(100, true, true, "-1", -1, -1, Everywhere)), Call),
        "acl, first rule" => (WithAcl(new AclEntrySnapshot(1, true, false, "-1", -1, -1, Everywhere)), Call),
        "acl, number taken" => (WithAcl(new(99, true, true, "17", 53, 53, Everywhere), new(100, true, false, "-1", -1, -1, Everywhere)), Call),
        "no name" => (Vpc, Call with { Address = null, Failure = CallFailure.NameNotFound }),
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "Unknown trouble."),
    };

    private static NatGatewaySnapshot Nat => new("nat-1", "subnet-2", Cidr.ParseAddress("10.0.1.9"), Cidr.ParseAddress("198.18.0.200"));

    private static RouteSnapshot Default(RouteTarget target, string id) => new(Everywhere, target, id);

    private static RouteTableSnapshot Table(string id, params RouteSnapshot[] routes) => new(id, [new(Cidr.Parse("10.0.0.0/16"), RouteTarget.Local, "local"), .. routes]);

    private static VpcSnapshot With(RouteSnapshot route) => Vpc with { RouteTables = [Table("rtb-1", route), Table("rtb-2")] };

    private static VpcSnapshot WithAcl(params AclEntrySnapshot[] entries) => With(Default(RouteTarget.GatewayEndpoint, "vpce-2")) with { Acls = [new("acl-1", entries)], Subnets = [Vpc.Subnets[0] with { AclId = "acl-1" }, Vpc.Subnets[1]] };
}
