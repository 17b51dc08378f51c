using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class SecurityGroupsTests
{
    private readonly TestAccount account = new();
    private readonly string vpc;

    public SecurityGroupsTests() => vpc = account.Vpc();

    [Theory]
    [InlineData("web", "the web", "")]
    [InlineData("Web (1): a+b=c; {d}!$*", "x", "")]
    [InlineData("", "x", "InvalidParameterValue: Invalid security group name. Valid names are non-empty strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*")]
    [InlineData("a|b", "x", "InvalidParameterValue: Invalid security group name. Valid names are non-empty strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*")]
    [InlineData("日本", "x", "InvalidParameterValue: Value (日本) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.")]
    [InlineData("sg-web", "x", "InvalidParameterValue: Value (sg-web) for parameter GroupName is invalid. Group names may not be in the format sg-*.")]
    [InlineData("default", "x", "InvalidGroup.Reserved: The security group 'default' is reserved")]
    [InlineData("web", "", "MissingParameter: The request must contain the parameter GroupDescription")]
    [InlineData("web", "日本", "InvalidParameterValue: Value (日本) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.")]
    [InlineData("web", "a|b", "InvalidParameterValue: Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*")]
    public void Names_and_descriptions(string name, string description, string refusal) =>
        Assert.Equal(refusal, account.Try(SecurityGroups.Create(account.State, account.World, name, description, vpc, TestAccount.NoTags)));

    [Fact]
    public void A_new_group_lets_everything_out_and_nothing_in() =>
        Assert.Equal([(true, "-1", "0.0.0.0/0")], account.Get<SecurityGroupRecord>(account.Group(vpc)).Rules.Select(r => (r.IsEgress, r.Protocol, r.CidrIpv4)));

    [Fact]
    public void A_name_is_taken_once_in_each_vpc()
    {
        account.Group(vpc);
        account.Group(account.Vpc());
        Assert.Equal($"InvalidGroup.Duplicate: The security group 'web' already exists for VPC '{vpc}'", account.Try(SecurityGroups.Create(account.State, account.World, "web", "x", vpc, TestAccount.NoTags)));
        account.Quotas(q => q with { SecurityGroupsPerVpc = 2 });
        Assert.StartsWith("SecurityGroupLimitExceeded: ", account.Try(SecurityGroups.Create(account.State, account.World, "more", "x", vpc, TestAccount.NoTags)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_vpc_it_is_the_default_one()
    {
        Assert.Equal("VPCIdNotSpecified: No default VPC for this user", account.Try(SecurityGroups.Create(account.State, account.World, "web", "x", null, TestAccount.NoTags)));
        Assert.Equal("InvalidGroup.NotFound: The security group 'web' does not exist in default VPC 'null'", account.Try(SecurityGroups.Delete(account.State, account.World, null, "web")));
        account.Put(account.Get<VpcRecord>(vpc) with { IsDefault = true });
        var group = account.Do(SecurityGroups.Create(account.State, account.World, "web", "x", null, TestAccount.NoTags));
        Assert.Equal(vpc, account.Get<SecurityGroupRecord>(group).VpcId);
        account.Do(SecurityGroups.Delete(account.State, account.World, null, "web"));
        Assert.Equal("MissingParameter: The request must contain the parameter groupName or groupId", account.Try(SecurityGroups.Delete(account.State, account.World, null, null)));
    }

    [Fact]
    public void The_default_group_stays()
    {
        var id = account.DefaultGroup(vpc).GroupId;
        Assert.Equal($"CannotDelete: the specified group: \"{id}\" name: \"default\" cannot be deleted by a user", account.Try(SecurityGroups.Delete(account.State, account.World, id, null)));
    }

    [Fact]
    public void A_group_that_is_used_stays()
    {
        var (subnet, group, other) = (account.Subnet(vpc), account.Group(vpc), account.Group(vpc, "other"));
        var refusal = $"DependencyViolation: resource {group} has a dependent object";
        account.Interface(subnet, group);
        Assert.Equal(refusal, account.Try(SecurityGroups.Delete(account.State, account.World, group, null)));
        account.NoInterfaces();
        var endpoint = account.Endpoint(subnet, GatewayState.Available, group);
        account.Put(endpoint);
        Assert.Equal(refusal, account.Try(SecurityGroups.Delete(account.State, account.World, group, null)));
        account.Put(endpoint with { State = GatewayState.Deleted });
        Permission from = new("tcp", 80, 80, [new(PeerKind.Group, group, null)]);
        account.Do(SecurityGroupRules.Authorize(account.State, account.World, account.Get<SecurityGroupRecord>(other), isEgress: false, [from], TestAccount.NoTags));
        Assert.Equal(refusal, account.Try(SecurityGroups.Delete(account.State, account.World, group, null)));

        // Its own rule about itself is in nobody's way.
        account.Do(SecurityGroupRules.Authorize(account.State, account.World, account.Get<SecurityGroupRecord>(group), isEgress: false, [from], TestAccount.NoTags));
        account.Do(SecurityGroups.Delete(account.State, account.World, other, null));
        account.Do(SecurityGroups.Delete(account.State, account.World, group, null));
        Assert.Equal($"InvalidGroup.NotFound: The security group '{group}' does not exist", account.Try(SecurityGroups.Delete(account.State, account.World, group, null)));
    }
}
