using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class VpcsTests
{
    private readonly TestAccount account = new();

    [Theory]
    [InlineData("10.0.0.0/16", "10.0.0.0/16")]
    [InlineData("10.0.0.5/16", "10.0.0.0/16")]
    [InlineData("192.168.7.9/28", "192.168.7.0/28")]
    [InlineData("100.64.0.0/16", "100.64.0.0/16")]
    [InlineData("10.0.0.0/8", "InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.")]
    [InlineData("10.0.0.0/29", "InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid.")]
    [InlineData("198.19.0.0/16", "InvalidVpc.Range: The CIDR '198.19.0.0/16' is invalid.")]
    [InlineData("169.254.0.0/24", "InvalidVpc.Range: The CIDR '169.254.0.0/24' is invalid.")]
    [InlineData("127.0.0.0/16", "InvalidVpc.Range: The CIDR '127.0.0.0/16' is invalid.")]
    [InlineData("0.1.0.0/16", "InvalidVpc.Range: The CIDR '0.1.0.0/16' is invalid.")]
    [InlineData("224.0.0.0/16", "InvalidVpc.Range: The CIDR '224.0.0.0/16' is invalid.")]
    [InlineData("240.0.0.0/16", "InvalidVpc.Range: The CIDR '240.0.0.0/16' is invalid.")]
    [InlineData("x", "InvalidParameterValue: Value (x) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    [InlineData("10.0.0.0", "InvalidParameterValue: Value (10.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    [InlineData("10.0.0.0/33", "InvalidParameterValue: Value (10.0.0.0/33) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    public void Ranges(string asked, string made)
    {
        var refusal = account.Try(Vpcs.Create(account.State, account.World, asked, TestAccount.NoTags));
        Assert.Equal(made, refusal.Length > 0 ? refusal : account.State.Of<VpcRecord>().Single().CidrBlock);
    }

    [Fact]
    public void A_new_vpc_has_a_main_table_a_default_acl_and_a_default_group()
    {
        var vpc = account.Get<VpcRecord>(account.Vpc());
        Assert.Equal((true, false, false, DhcpOptionsRecord.DefaultId), (vpc.EnableDnsSupport, vpc.EnableDnsHostnames, vpc.IsDefault, vpc.DhcpOptionsId));
        var table = Assert.Single(account.State.In<RouteTableRecord>(vpc.VpcId));
        Assert.True(table.IsMain);
        Assert.Equal([new("10.0.0.0/16", "local")], table.Routes);
        Assert.Equal([(100, false, true), (100, true, true)], account.DefaultAcl(vpc.VpcId).Entries.Select(e => (e.RuleNumber, e.IsEgress, e.Allows)));
        var group = account.DefaultGroup(vpc.VpcId);
        Assert.Equal([(false, null, group.GroupId), (true, "0.0.0.0/0", null)], group.Rules.Select(r => (r.IsEgress, r.CidrIpv4, r.ReferencedGroupId)));
        Assert.Equal("AmazonProvidedDNS", account.Get<DhcpOptionsRecord>(vpc.DhcpOptionsId).Options[DhcpOptionsRecord.NameServers].Single());
    }

    [Fact]
    public void Two_may_have_the_same_range_and_the_sixth_is_one_too_many()
    {
        for (var i = 0; i < 5; i++) account.Vpc();
        Assert.Equal("VpcLimitExceeded: The maximum number of VPCs has been reached.", account.Try(Vpcs.Create(account.State, account.World, "10.0.0.0/16", TestAccount.NoTags)));
    }

    [Fact]
    public void A_vpc_that_nothing_is_in_goes_with_what_it_came_with()
    {
        var vpc = account.Vpc();
        account.Do(Vpcs.Delete(account.State, account.World, vpc));
        Assert.DoesNotContain(account.State.Resources.Values, r => r.InVpc == vpc);
        Assert.Equal($"InvalidVpcID.NotFound: The vpc ID '{vpc}' does not exist", account.Try(Vpcs.Delete(account.State, account.World, vpc)));
    }

    [Theory]
    [InlineData("subnet")]
    [InlineData("group")]
    [InlineData("table")]
    [InlineData("acl")]
    [InlineData("internet gateway")]
    [InlineData("nat gateway")]
    [InlineData("endpoint")]
    [InlineData("interface")]
    public void Whatever_is_left_in_a_vpc_is_in_the_way(string what)
    {
        var vpc = account.Vpc();
        var elsewhere = account.Subnet(account.Vpc());
        switch (what)
        {
            case "subnet": account.Subnet(vpc); break;
            case "group": account.Group(vpc); break;
            case "table": account.Put(VpcParts.MainTable(vpc, "10.0.0.0/16", account.World.Ids) with { IsMain = false }); break;
            case "acl": account.Put(VpcParts.Acl(vpc, [], account.World.Ids) with { IsDefault = false }); break;
            case "internet gateway": account.Put(new InternetGatewayRecord("igw-1", vpc, TestAccount.NoTags)); break;
            case "nat gateway": account.Put(account.Gateway(elsewhere, GatewayState.Deleting) with { VpcId = vpc }); break;
            case "endpoint": account.Put(account.Endpoint(elsewhere, GatewayState.Pending) with { VpcId = vpc }); break;
            default: account.Interface(account.Subnet(vpc)); break;
        }

        Assert.Equal($"DependencyViolation: The vpc '{vpc}' has dependencies and cannot be deleted.", account.Try(Vpcs.Delete(account.State, account.World, vpc)));
    }

    [Fact]
    public void Gateways_and_endpoints_that_are_gone_are_not_in_the_way()
    {
        var vpc = account.Vpc();
        var subnet = account.Subnet(vpc);
        account.Put(account.Gateway(subnet, GatewayState.Deleted), account.Endpoint(subnet, GatewayState.Deleted));
        account.Do(Subnets.Delete(account.State, account.World, subnet));
        account.Do(Vpcs.Delete(account.State, account.World, vpc));
    }

    [Fact]
    public void Attributes_change_one_by_one_and_names_of_hosts_need_the_resolver()
    {
        var vpc = account.Vpc();
        account.Do(Vpcs.Change(account.State, vpc, null, true));
        account.Do(Vpcs.Change(account.State, vpc, false, null));
        Assert.Equal((false, true), (account.Get<VpcRecord>(vpc).EnableDnsSupport, account.Get<VpcRecord>(vpc).EnableDnsHostnames));
        Assert.StartsWith("InvalidParameterValue: ", account.Try(Vpcs.Change(account.State, vpc, null, true)), StringComparison.Ordinal);
        var same = Assert.IsType<NetworkOutcome.Done>(Vpcs.Change(account.State, vpc, false, null));
        Assert.Same(account.State, same.State);
    }
}
