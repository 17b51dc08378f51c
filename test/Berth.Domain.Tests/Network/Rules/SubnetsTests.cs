using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class SubnetsTests
{
    private readonly TestAccount account = new();
    private readonly string vpc;

    public SubnetsTests() => vpc = account.Vpc();

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("10.0.0.7/24", "10.0.0.0/24")]
    [InlineData("10.0.0.0/16", "10.0.0.0/16")]
    [InlineData("10.0.0.0/29", "InvalidSubnet.Range: The CIDR '10.0.0.0/29' is invalid.")]
    [InlineData("10.1.0.0/24", "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.")]
    [InlineData("10.0.0.0/15", "InvalidSubnet.Range: The CIDR '10.0.0.0/15' is invalid.")]
    [InlineData("a/24", "InvalidParameterValue: Value (a/24) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    public void Ranges(string asked, string made)
    {
        var refusal = account.Try(Subnets.Create(account.State, account.World, vpc, asked, null, null, TestAccount.NoTags));
        Assert.Equal(made, refusal.Length > 0 ? refusal : account.State.Of<SubnetRecord>().Single().CidrBlock);
    }

    [Fact]
    public void Two_subnets_of_a_vpc_do_not_overlap_and_those_of_two_vpcs_may()
    {
        account.Subnet(vpc, "10.0.1.0/24");
        Assert.Equal("InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet",
            account.Try(Subnets.Create(account.State, account.World, vpc, "10.0.1.128/25", null, null, TestAccount.NoTags)));
        account.Subnet(account.Vpc(), "10.0.1.128/25");
    }

    [Theory]
    [InlineData(null, null, "ap-northeast-1a")]
    [InlineData("ap-northeast-1c", null, "ap-northeast-1c")]
    [InlineData(null, "apne1-az4", "ap-northeast-1d")]
    [InlineData("ap-northeast-1b", null,
        "InvalidParameterValue: Value (ap-northeast-1b) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ap-northeast-1a, ap-northeast-1c, ap-northeast-1d.")]
    [InlineData(null, "apne1-az2",
        "InvalidParameterValue: Value (apne1-az2) for parameter availabilityZoneId is invalid. Subnets can currently only be created in the following availability zones: apne1-az1, apne1-az3, apne1-az4.")]
    public void Zones(string? zone, string? zoneId, string made)
    {
        var refusal = account.Try(Subnets.Create(account.State, account.World, vpc, "10.0.0.0/24", zone, zoneId, TestAccount.NoTags));
        Assert.Equal(made, refusal.Length > 0 ? refusal : account.State.Of<SubnetRecord>().Single().AvailabilityZone);
    }

    [Fact]
    public void A_new_subnet_stands_behind_the_default_acl_and_gives_no_public_addresses()
    {
        var subnet = account.Get<SubnetRecord>(account.Subnet(vpc));
        Assert.Equal((false, false), (subnet.MapPublicIpOnLaunch, subnet.DefaultForAz));
        Assert.Equal(subnet.SubnetId, Assert.Single(account.DefaultAcl(vpc).SubnetAssociations, a => a.Key.StartsWith("aclassoc-", StringComparison.Ordinal)).Value);
        account.Do(Subnets.Change(account.State, subnet.SubnetId, mapPublicIpOnLaunch: true));
        Assert.True(account.Get<SubnetRecord>(subnet.SubnetId).MapPublicIpOnLaunch);
    }

    [Fact]
    public void A_deleted_subnet_is_in_no_table_and_no_acl()
    {
        var subnet = account.Subnet(vpc);
        account.Put(VpcParts.MainTable(vpc, "10.0.0.0/16", account.World.Ids) with { IsMain = false, SubnetAssociations = new Dictionary<string, string> { ["rtbassoc-1"] = subnet } });
        account.Do(Subnets.Delete(account.State, account.World, subnet));
        Assert.Empty(account.DefaultAcl(vpc).SubnetAssociations);
        Assert.All(account.State.Of<RouteTableRecord>(), t => Assert.Empty(t.SubnetAssociations));
        Assert.Equal($"InvalidSubnetID.NotFound: The subnet ID '{subnet}' does not exist", account.Try(Subnets.Delete(account.State, account.World, subnet)));
    }

    [Fact]
    public void A_subnet_with_an_interface_a_gateway_or_an_endpoint_stays()
    {
        var subnet = account.Subnet(vpc);
        var refusal = $"DependencyViolation: The subnet '{subnet}' has dependencies and cannot be deleted.";
        account.Interface(subnet);
        Assert.Equal(refusal, account.Try(Subnets.Delete(account.State, account.World, subnet)));
        account.NoInterfaces();
        var gateway = account.Gateway(subnet, GatewayState.Pending);
        account.Put(gateway);
        Assert.Equal(refusal, account.Try(Subnets.Delete(account.State, account.World, subnet)));
        account.Put(gateway with { State = GatewayState.Deleted });
        var endpoint = account.Endpoint(subnet, GatewayState.Available);
        account.Put(endpoint);
        Assert.Equal(refusal, account.Try(Subnets.Delete(account.State, account.World, subnet)));
        account.Put(endpoint with { State = GatewayState.Deleted });
        Assert.Equal("", account.Try(Subnets.Delete(account.State, account.World, subnet)));
    }

    [Fact]
    public void More_than_the_quota_are_refused()
    {
        account.Quotas(q => q with { SubnetsPerVpc = 1 });
        account.Subnet(vpc);
        Assert.Equal("SubnetLimitExceeded: The maximum number of subnets has been reached.",
            account.Try(Subnets.Create(account.State, account.World, vpc, "10.0.9.0/24", null, null, TestAccount.NoTags)));
    }
}
