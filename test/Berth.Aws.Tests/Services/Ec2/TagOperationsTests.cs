using Berth.Aws.Tests.Driving;
using Berth.Contracts.Network;
using Berth.Domain.Network;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Berth.Aws.Tests.Services.Ec2;

public sealed class TagOperationsTests(AwsFront berth)
{
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task Everything_can_be_tagged_shown_and_untagged()
    {
        var mark = Ec2Scenery.Mark();
        var vpc = await ec2.Vpc();
        var subnet = await ec2.Subnet(vpc);
        var group = await ec2.Group(vpc);
        var rule = (await ec2.Find("DescribeSecurityGroupRules", "securityGroupRuleId", "group-id", group))[0];
        var table = (await ec2.Find("DescribeRouteTables", "routeTableId", "vpc-id", vpc))[0];
        var card = await OwnInterface(subnet);
        string[] ids = [vpc, subnet, group, rule, table, card];
        string[] named = [.. ids.SelectMany((id, i) => new[] { $"ResourceId.{i + 1}", id })];
        await ec2.Call("CreateTags", [.. named, "Tag.1.Key", "mark", "Tag.1.Value", mark, "Tag.2.Key", "empty", "Tag.2.Value", ""]);
        Assert.Equal(ids.Order(StringComparer.Ordinal), await ec2.Find("DescribeTags", "resourceId", "value", mark));
        Assert.Equal(ids.Order(StringComparer.Ordinal), await ec2.Find("DescribeTags", "resourceId", "tag:mark", mark));
        Assert.Equal(["network-interface", "route-table", "security-group", "security-group-rule", "subnet", "vpc"],
            (await ec2.Find("DescribeTags", "resourceType", "value", mark)).Order(StringComparer.Ordinal));
        Assert.Equal([subnet], await ec2.Find("DescribeSubnets", "subnetId", "tag:mark", mark));
        Assert.Equal([rule], await ec2.Find("DescribeSecurityGroupRules", "securityGroupRuleId", "tag:mark", mark));

        await ec2.Call("DeleteTags", [.. named, "Tag.1.Key", "mark", "Tag.1.Value", "another value"]);
        Assert.Equal(ids.Length, (await ec2.Find("DescribeTags", "resourceId", "value", mark)).Count);
        await ec2.Call("DeleteTags", [.. named, "Tag.1.Key", "mark"]);
        Assert.Empty(await ec2.Find("DescribeTags", "resourceId", "value", mark));
        Assert.Equal(["empty"], await ec2.Find("DescribeTags", "key", "resource-id", card));
        await ec2.Call("DeleteTags", named);
        Assert.Empty(await ec2.Find("DescribeTags", "key", "resource-id", vpc));
    }

    [Theory]
    [InlineData("vpc-0", "a", "1", "InvalidID: The ID 'vpc-0' is not valid")]
    [InlineData("eni-0", "a", "1", "InvalidID: The ID 'eni-0' is not valid")]
    [InlineData("sgr-0", "a", "1", "InvalidID: The ID 'sgr-0' is not valid")]
    [InlineData("", "a", "1", "InvalidID: The ID '' is not valid")]
    [InlineData("vpc-0", "aws:a", "1", "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use")]
    public async Task What_cannot_be_tagged_is_refused(string id, string key, string value, string refusal) =>
        Assert.Equal(refusal, await ec2.Refused("CreateTags", "ResourceId.1", id, "Tag.1.Key", key, "Tag.1.Value", value));

    [Theory]
    [InlineData("subnet", "a", "'subnet' is not a valid taggable resource type for this operation.")]
    [InlineData("vpc", "aws:a", "Tag keys starting with 'aws:' are reserved for internal use")]
    public async Task Tags_of_a_new_thing_must_be_its_own(string type, string key, string message) => Assert.Equal("InvalidParameterValue: " + message, await ec2.Refused(
        "CreateVpc", "CidrBlock", "10.0.0.0/16", "TagSpecification.1.ResourceType", type, "TagSpecification.1.Tag.1.Key", key, "TagSpecification.1.Tag.1.Value", "x"));

    private async Task<string> OwnInterface(string subnet)
    {
        var id = "eni-" + Ec2Scenery.Mark();
        var grant = await berth.Services.GetRequiredService<IGrainFactory>().GetGrain<ISubnetGrain>(subnet).Allocate(new(id, "", [], AssignPublicIp: false) { Use = InterfaceUse.Own, InterfaceId = id });
        return grant!.Interface.InterfaceId;
    }
}
