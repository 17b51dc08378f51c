using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network.Names;

public sealed class VpcNamesTests
{
    private const string Region = "ap-northeast-1";
    private static readonly PublicPool Pool = PublicPool.Unclaimed;
    private static readonly string[] Tails = ["", ".in-addr.arpa", ".ap-northeast-1.compute.internal", ".s3.ap-northeast-1.vpce.amazonaws.com", ".amazonaws.com"];
    private static readonly VpcSnapshot Plain = new("vpc-1", 1, Cidr.Parse("10.0.0.0/16"));

    /// <summary>ecr.api, S3 and STS in two zones with private DNS, logs in one zone without.</summary>
    private static readonly VpcSnapshot Mapped = Plain with
    {
        Endpoints =
        [
            new("vpce-0aaaaaaa11111111", "ecr.api", PrivateDns: true, [Address("10.0.16.5", "ap-northeast-1c"), Address("10.0.0.5", "ap-northeast-1a")], []),
            new("vpce-0bbbbbbb22222222", "logs", PrivateDns: false, [Address("10.0.0.6", "ap-northeast-1a")], []),
            new("vpce-0ccccccc33333333", "s3", PrivateDns: true, [Address("10.0.0.7", "ap-northeast-1a")], []),
            new("vpce-0ddddddd44444444", "sts", PrivateDns: true, [Address("10.0.0.8", "ap-northeast-1a")], []),
            new("vpce-0eeeeeee55555555", "ecr.dkr", PrivateDns: true, [], []),
        ],
    };

    [Theory]
    [InlineData("api.ecr.ap-northeast-1.amazonaws.com", "Found 198.18.0.2")] // with no route in the VPC at all
    [InlineData("API.ecr.Ap-Northeast-1.amazonaws.com.", "Found 198.18.0.2")]
    [InlineData("123456789012.dkr.ecr.ap-northeast-1.amazonaws.com", "Found 198.18.0.3")]
    [InlineData("logs.ap-northeast-1.amazonaws.com", "Found 198.18.0.5")]
    [InlineData("my.bucket.s3.ap-northeast-1.amazonaws.com", "Found 198.18.0.4")]
    [InlineData("sts.amazonaws.com", "Found 198.18.0.6")]
    [InlineData("logs.eu-west-1.amazonaws.com", "Elsewhere")]
    [InlineData("vpce-0aaaaaaa11111111-11111111.api.ecr.ap-northeast-1.vpce.amazonaws.com", "NoSuchName")] // of another VPC
    [InlineData("ip-10-0-0-4.ap-northeast-1.compute.internal", "Found 10.0.0.4")] // whether or not somebody has the address
    [InlineData("IP-10-0-255-255.ap-northeast-1.compute.internal", "Found 10.0.255.255")]
    [InlineData("ip-10-1-0-4.ap-northeast-1.compute.internal", "NoSuchName")]
    [InlineData("ip-10-0-0-04.ap-northeast-1.compute.internal", "NoSuchName")]
    [InlineData("ip-10-0-0-256.ap-northeast-1.compute.internal", "NoSuchName")]
    [InlineData("ip-10-0-0.ap-northeast-1.compute.internal", "NoSuchName")]
    [InlineData("ip-10-0-0-4.eu-west-1.compute.internal", "NoSuchName")]
    [InlineData("ip-10-0-0-4.ec2.internal", "NoSuchName")]
    [InlineData("ip-10-0-0-4.sub.ap-northeast-1.compute.internal", "NoSuchName")]
    [InlineData("web.ap-northeast-1.compute.internal", "NoSuchName")]
    [InlineData("ap-northeast-1.compute.internal", "Found")]
    [InlineData("4.0.0.10.in-addr.arpa", "Named ip-10-0-0-4.ap-northeast-1.compute.internal")]
    [InlineData("04.0.0.10.in-addr.arpa", "Elsewhere")]
    [InlineData("4.0.1.10.in-addr.arpa", "NoSuchName")] // private, and not of this VPC
    [InlineData("2.0.18.198.in-addr.arpa", "NoSuchName")]
    [InlineData("4.4.8.8.in-addr.arpa", "Elsewhere")]
    [InlineData("0.0.10.in-addr.arpa", "Elsewhere")]
    [InlineData("localhost", "Found 127.0.0.1")]
    [InlineData("a.localhost", "Found 127.0.0.1")]
    [InlineData("example.com", "Elsewhere")]
    [InlineData("", "Elsewhere")]
    [InlineData(".", "Elsewhere")]
    [InlineData("in-addr.arpa", "Elsewhere")]
    public void A_vpc_without_endpoints_knows(string name, string answer) => Assert.Equal(answer, Show(new VpcNames(Plain, Region, Pool).Resolve(name)));

    [Theory]
    [InlineData("api.ecr.ap-northeast-1.amazonaws.com", "ap-northeast-1a", "Found 10.0.0.5 10.0.16.5")] // one's own zone first
    [InlineData("api.ecr.ap-northeast-1.amazonaws.com", "ap-northeast-1c", "Found 10.0.16.5 10.0.0.5")]
    [InlineData("api.ecr.ap-northeast-1.amazonaws.com", null, "Found 10.0.0.5 10.0.16.5")]
    [InlineData("123456789012.dkr.ecr.ap-northeast-1.amazonaws.com", null, "Found 198.18.0.3")] // its endpoint has no address yet
    [InlineData("logs.ap-northeast-1.amazonaws.com", null, "Found 198.18.0.5")] // no private DNS
    [InlineData("bucket.s3.ap-northeast-1.amazonaws.com", null, "Found 10.0.0.7")]
    [InlineData("s3.amazonaws.com", null, "Found 198.18.0.4")]
    [InlineData("sts.ap-northeast-1.amazonaws.com", null, "Found 10.0.0.8")]
    [InlineData("sts.amazonaws.com", null, "Found 198.18.0.6")] // the global name stays public, which many a private subnet stumbles over
    [InlineData("vpce-0aaaaaaa11111111-11111111.api.ecr.ap-northeast-1.vpce.amazonaws.com", "ap-northeast-1c", "Found 10.0.16.5 10.0.0.5")]
    [InlineData("vpce-0aaaaaaa11111111-11111111-ap-northeast-1a.api.ecr.ap-northeast-1.vpce.amazonaws.com", "ap-northeast-1c", "Found 10.0.0.5")]
    [InlineData("vpce-0aaaaaaa11111111-11111111-ap-northeast-1d.api.ecr.ap-northeast-1.vpce.amazonaws.com", null, "NoSuchName")]
    [InlineData("vpce-0aaaaaaa11111111-11111111.logs.ap-northeast-1.vpce.amazonaws.com", null, "NoSuchName")]
    [InlineData("x.vpce-0bbbbbbb22222222-22222222.logs.ap-northeast-1.vpce.amazonaws.com", null, "NoSuchName")]
    [InlineData("vpce-0bbbbbbb22222222-22222222.logs.ap-northeast-1.vpce.amazonaws.com", null, "Found 10.0.0.6")]
    [InlineData("bucket.vpce-0ccccccc33333333-33333333.s3.ap-northeast-1.vpce.amazonaws.com", null, "Found 10.0.0.7")]
    [InlineData("vpce-0ccccccc33333333-33333333.s3.ap-northeast-1.vpce.amazonaws.com", null, "Found 10.0.0.7")]
    [InlineData("a.b.vpce-0ccccccc33333333-33333333-ap-northeast-1a.s3.ap-northeast-1.vpce.amazonaws.com", null, "Found 10.0.0.7")]
    [InlineData("vpce-0eeeeeee55555555-55555555.dkr.ecr.ap-northeast-1.vpce.amazonaws.com", null, "Found")]
    public void Endpoints_have_names_and_take_those_of_their_services(string name, string? zone, string answer) =>
        Assert.Equal(answer, Show(new VpcNames(Mapped, Region, Pool, zone).Resolve(name)));

    [Fact]
    public void Without_dns_support_nobody_answers()
    {
        var names = new VpcNames(Mapped with { DnsSupport = false }, Region, Pool);
        Assert.IsType<NameAnswer.Silence>(names.Resolve("api.ecr.ap-northeast-1.amazonaws.com"));
        Assert.IsType<NameAnswer.Silence>(names.Resolve("example.com"));
        Assert.Null(names.NameOf(Cidr.ParseAddress("10.0.0.4")));
    }

    [Fact]
    public void In_the_first_region_private_names_are_short() =>
        Assert.Equal("Found 10.0.0.4", Show(new VpcNames(Plain, "us-east-1", Pool).Resolve("ip-10-0-0-4.ec2.internal")));

    [Fact]
    public void Endpoints_of_buckets_and_registries_are_named_as_aws_names_them()
    {
        Assert.Equal(
            ["vpce-0123-pce-0123.api.ecr.ap-northeast-1.vpce.amazonaws.com", "vpce-0123-pce-0123-ap-northeast-1a.api.ecr.ap-northeast-1.vpce.amazonaws.com"],
            VpcNames.OfEndpoint("vpce-0123", "ecr.api", ["ap-northeast-1a"], Region));
        Assert.Equal(["*.vpce-0123-pce-0123.s3.ap-northeast-1.vpce.amazonaws.com"], VpcNames.OfEndpoint("vpce-0123", "s3", [], Region));
    }

    [Fact]
    public void Safety_an_address_of_another_vpc_never_comes_out() =>
        Gen.Select(Gen.UInt, Gen.Int[16, 28], Gen.UInt).Sample((first, prefix, address) =>
        {
            var size = 1u << (32 - prefix);
            var vpc = Plain with { Block = new(first / size * size, prefix) };
            var names = new VpcNames(vpc, Region, Pool);
            var byName = names.Resolve(SubnetAddresses.PrivateDnsName(Cidr.Text(address), Region));
            Assert.Equal(vpc.Block.Contains(address) ? new NameAnswer.Found([address]) : new NameAnswer.NoSuchName(), byName);
            Assert.Equal(vpc.Block.Contains(address), names.Resolve(Reverse(address)) is NameAnswer.Named);
        });

    [Fact]
    public void Safety_whatever_is_asked_is_answered() =>
        Gen.Select(Gen.String[Gen.Char["abip0123456789-.*\\"], 0, 40], Gen.Int[0, Tails.Length - 1].Select(i => Tails[i]))
            .Sample((head, tail) => Assert.NotNull(new VpcNames(Mapped, Region, Pool).Resolve(head + tail)));

    [Fact]
    public void Liveness_every_address_has_a_name_that_leads_back_to_it() =>
        Gen.UInt[0, 65535].Sample(offset =>
        {
            var (names, address) = (new VpcNames(Plain, Region, Pool), Plain.Block.First + offset);
            Assert.Equal(new NameAnswer.Named(names.NameOf(address)!), names.Resolve(Reverse(address)));
            Assert.Equal(new NameAnswer.Found([address]), names.Resolve(names.NameOf(address)!));
        });

    [Fact]
    public void Liveness_every_name_of_every_service_is_found() => Assert.All(
        PublicServices.All.SelectMany(s => s.HostNames.Select(h => (Service: s, Name: h.Replace("{region}", Region, StringComparison.Ordinal).Replace("*", "x", StringComparison.Ordinal)))),
        s => Assert.Equal(new NameAnswer.Found([PublicServices.Address(s.Service, Pool)]), new VpcNames(Plain, Region, Pool).Resolve(s.Name)));

    [Fact]
    public void Liveness_every_name_that_an_endpoint_has_is_found() => Assert.All(
        Mapped.Endpoints.SelectMany(e => VpcNames.OfEndpoint(e.EndpointId, e.Service, e.Addresses.Select(a => a.AvailabilityZone), Region)),
        name => Assert.IsType<NameAnswer.Found>(new VpcNames(Mapped, Region, Pool).Resolve(name.Replace("*", "bucket", StringComparison.Ordinal))));

    private static EndpointAddress Address(string address, string zone) => new("subnet-" + zone[^1], zone, Cidr.ParseAddress(address));

    private static string Reverse(uint address) => string.Join('.', Cidr.Text(address).Split('.').Reverse()) + ".in-addr.arpa";

    private static string Show(NameAnswer answer) => answer switch
    {
        NameAnswer.Found found => found.ToString().TrimEnd(),
        NameAnswer.Named named => "Named " + named.Name,
        _ => answer.GetType().Name,
    };
}
