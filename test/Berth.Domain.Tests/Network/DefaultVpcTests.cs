using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Tests.Network.Rules;
using Berth.Testing.Kernel;

namespace Berth.Domain.Tests.Network;

public sealed class DefaultVpcTests
{
    private static readonly DefaultVpc Vpc = DefaultVpc.Make(AwsScope.Default, ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"], new CountingIds());

    [Fact]
    public void It_has_one_public_subnet_of_4096_addresses_in_each_zone() => Assert.Equal(
        [("172.31.0.0/20", "ap-northeast-1a", true), ("172.31.16.0/20", "ap-northeast-1c", true), ("172.31.32.0/20", "ap-northeast-1d", true)],
        Vpc.Subnets.Select(s => (s.CidrBlock, s.AvailabilityZone, s.MapPublicIpOnLaunch && s.DefaultForAz)));

    [Fact]
    public void Its_default_group_lets_in_itself_alone_and_out_everything()
    {
        var rules = Vpc.SecurityGroup.Rules;
        Assert.Equal(Vpc.SecurityGroup.GroupId, Assert.Single(rules, r => !r.IsEgress).ReferencedGroupId);
        Assert.Equal("0.0.0.0/0", Assert.Single(rules, r => r.IsEgress).CidrIpv4);
    }

    [Fact]
    public void Its_main_route_table_leads_to_the_internet_gateway()
    {
        Assert.True(Vpc.RouteTable.IsMain);
        Assert.Equal([new("172.31.0.0/16", "local"), new RouteRecord("0.0.0.0/0", Vpc.InternetGateway.InternetGatewayId)], Vpc.RouteTable.Routes);
    }

    [Fact]
    public void An_empty_account_gets_it_whole_and_a_second_time_nothing()
    {
        var account = new TestAccount();
        account.Do(DefaultVpc.Complete(account.State, account.World));
        Assert.Equal(3, account.State.AclOf(account.State.Of<SubnetRecord>().First())!.SubnetAssociations.Count);
        Assert.NotNull(account.State.Find<DhcpOptionsRecord>(DhcpOptionsRecord.DefaultId));
        var again = Assert.IsType<NetworkOutcome.Done>(DefaultVpc.Complete(account.State, account.World));
        Assert.Same(account.State, again.State);
    }

    [Fact]
    public void Data_from_before_gets_what_it_lacks_and_keeps_what_it_has()
    {
        var account = new TestAccount();
        account.Put(Vpc.Vpc, Vpc.SecurityGroup, Vpc.RouteTable, Vpc.InternetGateway);
        account.Put([.. Vpc.Subnets]);
        var before = account.State;
        account.Do(DefaultVpc.Complete(account.State, account.World));
        Assert.Equal(Vpc.Subnets.Select(s => s.SubnetId).Order(StringComparer.Ordinal), account.State.Of<NetworkAclRecord>().Single().SubnetAssociations.Values.Order(StringComparer.Ordinal));
        Assert.All(before.Resources.Values, r => Assert.Same(r, account.State.Find<INetworkResource>(r.Id)));
        Assert.Equal(before.Resources.Count + 2, account.State.Resources.Count);
    }

    [Fact]
    public void Who_deleted_the_default_vpc_keeps_none()
    {
        var account = new TestAccount();
        var other = account.Vpc();
        account.Do(DefaultVpc.Complete(account.State, account.World));
        Assert.Equal(other, account.State.Of<VpcRecord>().Single().VpcId);
    }

    [Fact]
    public void Ids_are_of_the_form_that_ec2_gives() => Assert.Matches("^vpc-[0-9a-f]{17}$", Vpc.Vpc.VpcId);

    [Theory]
    [InlineData("ap-northeast-1", "ap-northeast-1a", "apne1-az1")]
    [InlineData("us-east-1", "us-east-1c", "use1-az3")]
    [InlineData("eu-central-2", "eu-central-2b", "euc2-az2")]
    public void Zone_ids_follow_the_region(string region, string zone, string id) => Assert.Equal(id, ZoneIds.Of(region, zone));
}
