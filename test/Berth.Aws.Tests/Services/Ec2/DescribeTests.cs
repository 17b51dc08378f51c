using System.Xml.Linq;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ec2;

public sealed class DescribeTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();

    [Fact]
    public async Task The_default_vpc_is_found_by_its_filter_and_has_three_public_subnets()
    {
        var vpc = (await Describe("DescribeVpcs", ("is-default", "true"))).Descendants("vpcId").Single().Value;
        Assert.DoesNotContain(vpc, (await Describe("DescribeVpcs", ("is-default", "false"))).Descendants("vpcId").Select(v => v.Value));
        var subnets = await Describe("DescribeSubnets", ("vpc-id", vpc));
        Assert.Equal(["172.31.0.0/20", "172.31.16.0/20", "172.31.32.0/20"], subnets.Descendants("cidrBlock").Select(c => c.Value).Order());
        Assert.All(subnets.Descendants("mapPublicIpOnLaunch"), m => Assert.Equal("true", m.Value));
        Assert.Empty((await Describe("DescribeSubnets", ("vpc-id", "vpc-0"))).Descendants("subnetId"));
    }

    [Fact]
    public async Task Its_security_group_its_routes_and_its_gateway_are_there()
    {
        var vpc = (await Describe("DescribeVpcs", ("is-default", "true"))).Descendants("vpcId").Single().Value;
        var group = await Describe("DescribeSecurityGroups", ("group-name", "default"), ("vpc-id", vpc));
        Assert.Equal("default VPC security group", group.Descendants("groupDescription").Single().Value);
        var routes = await Describe("DescribeRouteTables", ("association.main", "true"), ("vpc-id", vpc));
        Assert.Equal(["172.31.0.0/16", "0.0.0.0/0"], routes.Descendants("destinationCidrBlock").Select(d => d.Value));
        Assert.Single((await Describe("DescribeInternetGateways", ("attachment.vpc-id", vpc))).Descendants("internetGatewayId"));
        Assert.Equal(3, (await Describe("DescribeAvailabilityZones")).Descendants("zoneName").Count());
    }

    [Theory]
    [InlineData("DescribeVpcs", "VpcId.1", "vpc-0", "InvalidVpcID.NotFound")]
    [InlineData("DescribeSubnets", "SubnetId.1", "subnet-0", "InvalidSubnetID.NotFound")]
    [InlineData("DescribeSecurityGroups", "GroupId.1", "sg-0", "InvalidGroup.NotFound")]
    [InlineData("DescribeNetworkInterfaces", "NetworkInterfaceId.1", "eni-0", "InvalidNetworkInterfaceID.NotFound")]
    public async Task An_unknown_id_is_an_error_not_an_empty_answer(string action, string parameter, string id, string code) =>
        Assert.Equal(code, (await client.QueryRefused("ec2", action, (parameter, id))).Code);

    [Fact]
    public async Task A_filter_nobody_knows_is_refused() =>
        Assert.Equal("InvalidParameterValue", (await client.QueryRefused("ec2", "DescribeVpcs", ("Filter.1.Name", "colour"), ("Filter.1.Value.1", "red"))).Code);

    [Fact]
    public async Task The_interface_of_a_task_is_shown_where_its_task_says()
    {
        var scenery = await new Ecs.EcsScenery(client).Prepare();
        var arn = (string)(await scenery.Run(r => r["networkConfiguration"]!["awsvpcConfiguration"]!["assignPublicIp"] = "ENABLED"))["tasks"]![0]!["taskArn"]!;
        var details = await Testing.Time.Eventually.Become(
            async () => (await client.Call("ecs", "DescribeTasks", new System.Text.Json.Nodes.JsonObject { ["cluster"] = scenery.ClusterName, ["tasks"] = new System.Text.Json.Nodes.JsonArray(arn) }))["tasks"]![0]!["attachments"]![0]!["details"]!.AsArray()
                .ToDictionary(d => (string)d!["name"]!, d => (string)d!["value"]!),
            d => d.ContainsKey("networkInterfaceId"), berth.Store.Changed);
        var found = await client.Query("ec2", "DescribeNetworkInterfaces", ("NetworkInterfaceId.1", details["networkInterfaceId"]));
        Assert.Equal(details["privateIPv4Address"], found.Descendants("privateIpAddress").First().Value);
        Assert.StartsWith("198.18.", found.Descendants("publicIp").First().Value, StringComparison.Ordinal);
    }

    private Task<XElement> Describe(string action, params (string Name, string Value)[] filters) =>
        client.Query("ec2", action, [.. filters.SelectMany((f, i) => new[] { ($"Filter.{i + 1}.Name", f.Name), ($"Filter.{i + 1}.Value.1", f.Value) })]);
}
