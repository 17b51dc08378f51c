using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Names;

public sealed class NameSettingsTests
{
    private static readonly VpcSnapshot Vpc = new("vpc-1", 1, Cidr.Parse("10.0.0.0/16"));

    [Theory]
    [InlineData("AmazonProvidedDNS", "ap-northeast-1.compute.internal", "search ap-northeast-1.compute.internal|nameserver 10.0.0.2")]
    [InlineData("192.0.2.1 AmazonProvidedDNS", "corp.example", "search corp.example|nameserver 192.0.2.1|nameserver 10.0.0.2")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4", null, "nameserver 192.0.2.1|nameserver 192.0.2.2|nameserver 192.0.2.3")]
    [InlineData("", "a.example  b.example", "search a.example b.example")]
    [InlineData("", null, "")] // the set called default
    public void Options_become_lines(string servers, string? domain, string lines) =>
        Assert.Equal(lines, string.Join('|', NameSettings.Of(Vpc with { NameServers = servers.Split(' ', StringSplitOptions.RemoveEmptyEntries), DomainName = domain }).ResolvConf));

    [Fact]
    public void A_vpc_that_nobody_described_has_the_options_that_an_account_starts_with() =>
        Assert.Equal(["search ec2.internal", "nameserver 172.31.0.2"], NameSettings.Of(NameSettings.Undescribed("vpc-1", Cidr.Parse("172.31.0.0/16"), "us-east-1")).ResolvConf);
}
