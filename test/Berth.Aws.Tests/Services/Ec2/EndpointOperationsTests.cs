using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Services.Ec2.Ec2Scenery;

namespace Berth.Aws.Tests.Services.Ec2;

public sealed class EndpointOperationsTests(AwsFront berth)
{
    private const string Logs = "com.amazonaws.ap-northeast-1.logs";
    private const string S3 = "com.amazonaws.ap-northeast-1.s3";
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task An_interface_endpoint_has_an_interface_and_names_and_goes_whole()
    {
        var vpc = await Vpc();
        var subnet = await ec2.Subnet(vpc);
        var created = await ec2.Call("CreateVpcEndpoint", "VpcId", vpc, "ServiceName", Logs, "VpcEndpointType", "Interface", "SubnetId.1", subnet);
        var id = Value(created, "vpcEndpointId");
        Assert.Equal("pending", Value(created, "state"));
        var shown = await ec2.Call("DescribeVpcEndpoints", "VpcEndpointId.1", id);
        Assert.Equal(("available", "true", "default"), (Value(shown, "state"), Value(shown, "privateDnsEnabled"), Value(shown, "groupName")));
        Assert.Contains("logs.ap-northeast-1.amazonaws.com", shown.Descendants("dnsName").Select(n => n.Value));
        Assert.EndsWith(".logs.ap-northeast-1.vpce.amazonaws.com", Value(shown, "dnsName"), StringComparison.Ordinal);
        var card = Assert.Single((await ec2.Call("DescribeNetworkInterfaces", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", vpc, "Filter.2.Name", "interface-type", "Filter.2.Value.1", "vpc_endpoint"))
            .Descendants("networkInterfaceId")).Value;
        Assert.StartsWith("InvalidNetworkInterface.InUse", await ec2.Refused("DeleteNetworkInterface", "NetworkInterfaceId", card), StringComparison.Ordinal);
        Assert.StartsWith("AuthFailure", await ec2.Refused("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", card, "Description.Value", "mine"), StringComparison.Ordinal);

        var group = await ec2.Group(vpc);
        await ec2.Call("ModifyVpcEndpoint", "VpcEndpointId", id, "AddSecurityGroupId.1", group, "PrivateDnsEnabled", "false");
        Assert.Contains(group, (await ec2.Call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", card)).Descendants("groupId").Select(g => g.Value));
        Assert.Equal("false", Value(await ec2.Call("DescribeVpcEndpoints", "VpcEndpointId.1", id), "privateDnsEnabled"));

        var deleted = await ec2.Call("DeleteVpcEndpoints", "VpcEndpointId.1", id, "VpcEndpointId.2", "vpce-0");
        Assert.Equal(["vpce-0"], deleted.Descendants("resourceId").Select(r => r.Value));
        Assert.Equal($"InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '{id}' does not exist", await ec2.Refused("DescribeVpcEndpoints", "VpcEndpointId.1", id));
        Assert.Empty(await ec2.Find("DescribeNetworkInterfaces", "networkInterfaceId", "vpc-id", vpc));
        await ec2.Call("DeleteSubnet", "SubnetId", subnet);
    }

    [Fact]
    public async Task A_gateway_endpoint_puts_its_route_into_tables()
    {
        var vpc = await ec2.Vpc();
        var table = Value(await ec2.Call("CreateRouteTable", "VpcId", vpc), "routeTableId");
        var created = await ec2.Call("CreateVpcEndpoint", "VpcId", vpc, "ServiceName", S3, "RouteTableId.1", table);
        Assert.Equal(("available", "Gateway"), (Value(created, "state"), Value(created, "vpcEndpointType")));
        var id = Value(created, "vpcEndpointId");
        Assert.Contains("pl-61a54008", await ec2.Find("DescribeRouteTables", "destinationPrefixListId", "route.gateway-id", id));
        await ec2.Call("ModifyVpcEndpoint", "VpcEndpointId", id, "RemoveRouteTableId.1", table);
        Assert.Empty(await ec2.Find("DescribeRouteTables", "destinationPrefixListId", "route.gateway-id", id));
        await ec2.Call("DeleteVpcEndpoints", "VpcEndpointId.1", id);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_ec2s_words()
    {
        var (vpc, plain) = (await Vpc(), await ec2.Vpc());
        await ec2.Call("CreateVpcEndpoint", "VpcId", vpc, "ServiceName", Logs, "VpcEndpointType", "Interface");
        Assert.StartsWith("InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain", await Refused(vpc, Logs), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameter: Enabling private DNS requires both", await Refused(plain, Logs), StringComparison.Ordinal);
        Assert.StartsWith("InvalidServiceName: The Vpc Endpoint Service 'x' does not exist", await Refused(vpc, "x"), StringComparison.Ordinal);
        Assert.StartsWith("InvalidPolicyDocument: Could not parse the policy: Statement is empty!", await Refused(vpc, Logs, "PolicyDocument", """{"Statement":[]}"""), StringComparison.Ordinal);
        Assert.StartsWith("UnsupportedOperation", await Refused(vpc, Logs, "IpAddressType", "dualstack"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_are_listed_by_type_with_their_names()
    {
        var all = await ec2.Call("DescribeVpcEndpointServices");
        Assert.Contains("com.amazonaws.ap-northeast-1.ecr.dkr", all.Descendants("serviceNameSet").Single().Elements("item").Select(i => i.Value));
        var gateways = await ec2.Call("DescribeVpcEndpointServices", "Filter.1.Name", "service-type", "Filter.1.Value.1", "Gateway");
        Assert.Equal([S3], gateways.Descendants("serviceNameSet").Single().Elements("item").Select(i => i.Value));
        Assert.StartsWith("InvalidServiceName", await ec2.Refused("DescribeVpcEndpointServices", "ServiceName.1", "x"), StringComparison.Ordinal);
        var page = await ec2.Call("DescribeVpcEndpointServices", "MaxResults", "5");
        var rest = await ec2.Call("DescribeVpcEndpointServices", "MaxResults", "5", "NextToken", Value(page, "nextToken"));
        Assert.Empty(page.Descendants("serviceId").Select(s => s.Value).Intersect(rest.Descendants("serviceId").Select(s => s.Value)));
    }

    private Task<string> Refused(string vpc, string service, params string[] more) =>
        ec2.Refused("CreateVpcEndpoint", ["VpcId", vpc, "ServiceName", service, "VpcEndpointType", "Interface", .. more]);

    private async Task<string> Vpc()
    {
        var vpc = await ec2.Vpc();
        await ec2.Call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true");
        return vpc;
    }
}
