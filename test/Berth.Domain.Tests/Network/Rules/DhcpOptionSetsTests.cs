using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class DhcpOptionSetsTests
{
    private readonly TestAccount account = new();

    [Theory]
    [InlineData("domain-name", "example.com", "")]
    [InlineData("domain-name-servers", "10.0.0.2,AmazonProvidedDNS", "")]
    [InlineData("ntp-servers", "169.254.169.123", "")]
    [InlineData("netbios-node-type", "2", "")]
    [InlineData("netbios-node-type", "3", "InvalidParameterValue: Value (3) for parameter netbios-node-type is invalid. The NetBIOS node type must be 1, 2, 4, or 8.")]
    [InlineData("domain-name-servers", "ten", "InvalidParameterValue: Value (ten) for parameter domain-name-servers is invalid. An IPv4 address is expected.")]
    [InlineData("domain-name-servers", "1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5",
        "InvalidParameterValue: Value (1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5) for parameter domain-name-servers is invalid. At most 4 servers can be given.")]
    [InlineData("domain-name", "a\nb", "InvalidParameterValue: Value (a\nb) for parameter domain-name is invalid. A domain name is expected.")]
    [InlineData("colour", "red", "InvalidParameterValue: Value (colour) for parameter name is invalid. Unknown DHCP option")]
    public void Options(string name, string values, string refusal) =>
        Assert.Equal(refusal, account.Try(DhcpOptionSets.Create(account.State, account.World, [(name, values.Split(','))], TestAccount.NoTags)));

    [Fact]
    public void A_set_that_a_vpc_has_stays_until_the_vpc_has_another()
    {
        var vpc = account.Vpc();
        var set = account.Do(DhcpOptionSets.Create(account.State, account.World, [("domain-name", ["example.com"])], TestAccount.NoTags));
        account.Do(DhcpOptionSets.Associate(account.State, set, vpc));
        Assert.Equal($"DependencyViolation: The dhcpOptions '{set}' has dependencies and cannot be deleted.", account.Try(DhcpOptionSets.Delete(account.State, set)));
        account.Do(DhcpOptionSets.Associate(account.State, "default", vpc));
        account.Do(DhcpOptionSets.Delete(account.State, set));
        Assert.Equal($"InvalidDhcpOptionID.NotFound: The dhcpOption ID '{set}' does not exist", account.Try(DhcpOptionSets.Associate(account.State, set, vpc)));
    }

    [Fact]
    public void The_first_set_comes_back_with_the_next_vpc_that_needs_it()
    {
        var vpc = account.Vpc();
        account.Do(Vpcs.Delete(account.State, account.World, vpc));
        account.Do(DhcpOptionSets.Delete(account.State, DhcpOptionsRecord.DefaultId));
        account.Vpc();
        Assert.NotNull(account.State.Find<DhcpOptionsRecord>(DhcpOptionsRecord.DefaultId));
    }

    [Fact]
    public void No_option_or_one_twice_is_refused()
    {
        Assert.StartsWith("MissingParameter: ", account.Try(DhcpOptionSets.Create(account.State, account.World, [], TestAccount.NoTags)), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue: ", account.Try(DhcpOptionSets.Create(account.State, account.World, [("domain-name", ["a"]), ("domain-name", ["b"])], TestAccount.NoTags)), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue: ", account.Try(DhcpOptionSets.Create(account.State, account.World, [("domain-name", [])], TestAccount.NoTags)), StringComparison.Ordinal);
    }
}
