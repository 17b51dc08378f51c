using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ec2;

public sealed class VpcOperationsTests(AwsFront berth)
{
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task A_new_vpc_is_shown_with_its_tags_its_group_and_its_table()
    {
        var mark = Ec2Scenery.Mark();
        var made = await ec2.Call("CreateVpc", "CidrBlock", "10.3.0.9/16", "TagSpecification.1.ResourceType", "vpc", "TagSpecification.1.Tag.1.Key", "Name", "TagSpecification.1.Tag.1.Value", mark);
        var vpc = Ec2Scenery.Value(made, "vpcId");
        Assert.Equal("10.3.0.0/16", Ec2Scenery.Value(made, "cidrBlock"));
        Assert.Equal([vpc], await ec2.Find("DescribeVpcs", "vpcId", "tag:Name", mark));
        Assert.Equal(["default"], await ec2.Find("DescribeSecurityGroups", "groupName", "vpc-id", vpc));
        Assert.Contains("10.3.0.0/16", await ec2.Find("DescribeRouteTables", "destinationCidrBlock", "vpc-id", vpc));
        await ec2.Call("DeleteVpc", "VpcId", vpc);
        Assert.Empty(await ec2.Find("DescribeSecurityGroups", "groupName", "vpc-id", vpc));
        Assert.Equal($"InvalidVpcID.NotFound: The vpc ID '{vpc}' does not exist", await ec2.Refused("DeleteVpc", "VpcId", vpc));
    }

    [Theory]
    [InlineData("CidrBlock", "10.0.0.0/8", "InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.")]
    [InlineData("CidrBlock", "ten", "InvalidParameterValue: Value (ten) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    [InlineData("InstanceTenancy", "default", "MissingParameter: The request must contain the parameter cidrBlock")]
    [InlineData("AmazonProvidedIpv6CidrBlock", "true", "UnsupportedOperation: Berth does not do IPv6 yet. Leave it out, or see SCOPE.md for what it does.")]
    [InlineData("InstanceTenancy", "dedicated", "UnsupportedOperation: Berth does not do the tenancy dedicated yet. Leave it out, or see SCOPE.md for what it does.")]
    [InlineData("Ipv4IpamPoolId", "ipam-pool-1", "UnsupportedOperation: Berth does not do IPAM yet. Leave it out, or see SCOPE.md for what it does.")]
    [InlineData("DryRun", "true", "DryRunOperation: Request would have succeeded, but DryRun flag is set.")]
    public async Task What_cannot_be_made_is_refused_by_name(string parameter, string value, string refusal) => Assert.Equal(refusal, await ec2.Refused("CreateVpc", parameter, value));

    [Fact]
    public async Task Attributes_are_changed_one_by_one_and_read_one_by_one()
    {
        var vpc = await ec2.Vpc();
        await ec2.Call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true");
        var hostnames = await ec2.Call("DescribeVpcAttribute", "VpcId", vpc, "Attribute", "enableDnsHostnames");
        Assert.Equal("true", Ec2Scenery.Value(hostnames.Descendants("enableDnsHostnames").Single(), "value"));
        Assert.Equal("true", Ec2Scenery.Value(await ec2.Call("DescribeVpcAttribute", "VpcId", vpc, "Attribute", "enableDnsSupport"), "value"));
        Assert.StartsWith("InvalidParameterCombination: ", await ec2.Refused("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true", "EnableDnsSupport.Value", "true"), StringComparison.Ordinal);
        Assert.StartsWith("InvalidVpcID.NotFound: ", await ec2.Refused("DescribeVpcAttribute", "VpcId", "vpc-0", "Attribute", "enableDnsSupport"), StringComparison.Ordinal);
        await ec2.Call("DeleteVpc", "VpcId", vpc);
    }

    [Fact]
    public async Task A_subnet_is_made_shown_changed_and_deleted()
    {
        var vpc = await ec2.Vpc();
        var made = await ec2.Call("CreateSubnet", "VpcId", vpc, "CidrBlock", "10.0.7.0/28", "AvailabilityZone", "ap-northeast-1c");
        var subnet = Ec2Scenery.Value(made, "subnetId");
        Assert.Equal(("ap-northeast-1c", "11", "false"), (Ec2Scenery.Value(made, "availabilityZone"), Ec2Scenery.Value(made, "availableIpAddressCount"), Ec2Scenery.Value(made, "mapPublicIpOnLaunch")));
        await ec2.Call("ModifySubnetAttribute", "SubnetId", subnet, "MapPublicIpOnLaunch.Value", "true");
        Assert.Equal(["true"], await ec2.Find("DescribeSubnets", "mapPublicIpOnLaunch", "vpc-id", vpc));
        Assert.Equal([subnet], await ec2.Find("DescribeSubnets", "subnetId", "cidr-block", "10.0.7.0/28"));
        Assert.Equal($"DependencyViolation: The vpc '{vpc}' has dependencies and cannot be deleted.", await ec2.Refused("DeleteVpc", "VpcId", vpc));
        Assert.StartsWith("InvalidSubnet.Conflict: ", await ec2.Refused("CreateSubnet", "VpcId", vpc, "CidrBlock", "10.0.0.0/20"), StringComparison.Ordinal);
        Assert.StartsWith("UnsupportedOperation: Berth does not do enableDns64", await ec2.Refused("ModifySubnetAttribute", "SubnetId", subnet, "EnableDns64.Value", "true"), StringComparison.Ordinal);
        await ec2.Call("DeleteSubnet", "SubnetId", subnet);
        Assert.StartsWith("InvalidSubnetID.NotFound: ", await ec2.Refused("DeleteSubnet", "SubnetId", subnet), StringComparison.Ordinal);
        await ec2.Call("DeleteVpc", "VpcId", vpc);
    }

    [Fact]
    public async Task A_subnet_in_which_a_task_has_its_interface_stays_and_counts_it()
    {
        var vpc = await ec2.Vpc();
        var subnet = await ec2.Subnet(vpc, "10.0.1.0/28");
        var scenery = await new Ecs.EcsScenery(berth.Client()).Prepare();
        await scenery.Run(r => r["networkConfiguration"]!["awsvpcConfiguration"]!["subnets"] = new System.Text.Json.Nodes.JsonArray(subnet));
        var group = await Testing.Time.Eventually.Become(() => ec2.Find("DescribeNetworkInterfaces", "groupName", "subnet-id", subnet), found => found.Count == 1, berth.Store.Changed);
        Assert.Equal("default", group.Single());
        Assert.Equal(["10"], await ec2.Find("DescribeSubnets", "availableIpAddressCount", "subnet-id", subnet));
        Assert.Equal($"DependencyViolation: The subnet '{subnet}' has dependencies and cannot be deleted.", await ec2.Refused("DeleteSubnet", "SubnetId", subnet));
    }

    [Fact]
    public async Task Many_at_once_make_subnets_that_do_not_overlap()
    {
        var vpc = await ec2.Vpc();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => berth.Client().QueryAnswer("ec2", "CreateSubnet", ("VpcId", vpc), ("CidrBlock", $"10.0.{i % 4}.0/24"))));
        Assert.Equal(4, answers.Count(a => a.Status == 200));
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Equal("InvalidSubnet.Conflict", a.ToError().Code));
        Assert.Equal(4, (await ec2.Find("DescribeSubnets", "subnetId", "vpc-id", vpc)).Count);
    }

    [Fact]
    public async Task A_set_of_dhcp_options_is_made_given_and_deleted()
    {
        var vpc = await ec2.Vpc();
        var made = await ec2.Call("CreateDhcpOptions", "DhcpConfiguration.1.Key", "domain-name", "DhcpConfiguration.1.Value.1", "example.com",
            "DhcpConfiguration.2.Key", "domain-name-servers", "DhcpConfiguration.2.Value.1", "10.0.0.2", "DhcpConfiguration.2.Value.2", "10.0.0.3");
        var set = Ec2Scenery.Value(made, "dhcpOptionsId");
        await ec2.Call("AssociateDhcpOptions", "DhcpOptionsId", set, "VpcId", vpc);
        Assert.Equal([vpc], await ec2.Find("DescribeVpcs", "vpcId", "dhcp-options-id", set));
        Assert.Equal(["example.com", "10.0.0.2", "10.0.0.3"], (await ec2.Call("DescribeDhcpOptions", "DhcpOptionsId.1", set)).Descendants("value").Select(v => v.Value).Where(v => !v.Contains('<', StringComparison.Ordinal)));
        Assert.Equal([set], await ec2.Find("DescribeDhcpOptions", "dhcpOptionsId", "value", "example.com"));
        Assert.StartsWith("DependencyViolation: ", await ec2.Refused("DeleteDhcpOptions", "DhcpOptionsId", set), StringComparison.Ordinal);
        await ec2.Call("AssociateDhcpOptions", "DhcpOptionsId", "default", "VpcId", vpc);
        await ec2.Call("DeleteDhcpOptions", "DhcpOptionsId", set);
        Assert.StartsWith("InvalidDhcpOptionID.NotFound: ", await ec2.Refused("DescribeDhcpOptions", "DhcpOptionsId.1", set), StringComparison.Ordinal);
        Assert.Contains("AmazonProvidedDNS", (await ec2.Call("DescribeDhcpOptions", "DhcpOptionsId.1", "dopt-00000000000000000")).Descendants("value").Select(v => v.Value));
        await ec2.Call("DeleteVpc", "VpcId", vpc);
    }
}
