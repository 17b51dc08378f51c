using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Services.Ec2.Ec2Scenery;

namespace Berth.Aws.Tests.Services.Ec2;

/// <summary>Route tables, internet gateways, NAT gateways and elastic addresses, through the front.</summary>
public sealed class GatewayOperationsTests(AwsFront berth)
{
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task A_private_subnet_gets_a_way_out_by_a_nat_gateway()
    {
        var (vpc, gateway) = await Network();
        var subnet = await ec2.Subnet(vpc);
        var allocation = await Allocate();
        var created = await ec2.Call("CreateNatGateway", "SubnetId", subnet, "AllocationId", allocation, "ClientToken", Mark(), "TagSpecification.1.ResourceType", "natgateway", "TagSpecification.1.Tag.1.Key", "a", "TagSpecification.1.Tag.1.Value", "b");
        var nat = Value(created, "natGatewayId");
        Assert.Equal("pending", Value(created, "state"));
        var shown = await ec2.Call("DescribeNatGateways", "Filter.1.Name", "tag:a", "Filter.1.Value.1", "b", "NatGatewayId.1", nat);
        Assert.Equal("available", Value(shown, "state"));

        var table = await Table(vpc);
        await ec2.Call("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "NatGatewayId", nat);
        Assert.DoesNotContain("blackhole", await ec2.Find("DescribeRouteTables", "state", "route.nat-gateway-id", nat));
        var card = await ec2.Call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", Value(shown, "networkInterfaceId"));
        Assert.Equal(("nat_gateway", "amazon-aws", "true"), (Value(card, "interfaceType"), Value(card, "instanceOwnerId"), Value(card, "requesterManaged")));
        Assert.Equal(allocation, Value(card, "allocationId"));

        Assert.StartsWith("AuthFailure", await ec2.Refused("ReleaseAddress", "AllocationId", allocation), StringComparison.Ordinal);
        Assert.StartsWith("DependencyViolation", await ec2.Refused("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc), StringComparison.Ordinal);
        Assert.Equal(nat, Value(await ec2.Call("DeleteNatGateway", "NatGatewayId", nat), "natGatewayId"));
        Assert.Equal("deleted", Value(await ec2.Call("DescribeNatGateways", "NatGatewayId.1", nat), "state"));
        Assert.Contains("blackhole", await ec2.Find("DescribeRouteTables", "state", "route.nat-gateway-id", nat));
        await ec2.Call("ReleaseAddress", "AllocationId", allocation);
        Assert.Equal($"InvalidAllocationID.NotFound: The allocation ID '{allocation}' does not exist", await ec2.Refused("DescribeAddresses", "AllocationId.1", allocation));
    }

    [Fact]
    public async Task A_token_makes_one_nat_gateway_and_what_is_not_done_is_named()
    {
        var (vpc, _) = await Network();
        var (subnet, allocation, token) = (await ec2.Subnet(vpc), await Allocate(), Mark());
        string[] request = ["SubnetId", subnet, "AllocationId", allocation, "ClientToken", token];
        Assert.Equal(Value(await ec2.Call("CreateNatGateway", request), "natGatewayId"), Value(await ec2.Call("CreateNatGateway", request), "natGatewayId"));
        Assert.StartsWith("UnsupportedOperation: Berth does not do private NAT gateways", await ec2.Refused("CreateNatGateway", "SubnetId", subnet, "ConnectivityType", "private"), StringComparison.Ordinal);
        Assert.StartsWith("MissingParameter", await ec2.Refused("CreateNatGateway", "SubnetId", subnet), StringComparison.Ordinal);
        Assert.StartsWith("InvalidSubnetID.NotFound", await ec2.Refused("CreateNatGateway", "SubnetId", "subnet-0", "AllocationId", allocation), StringComparison.Ordinal);
        Assert.Equal("NatGatewayNotFound: The Nat Gateway nat-0 was not found", await ec2.Refused("DeleteNatGateway", "NatGatewayId", "nat-0"));
        Assert.Equal("NatGatewayNotFound: The Nat Gateway nat-0 was not found", await ec2.Refused("DescribeNatGateways", "NatGatewayId.1", "nat-0"));
    }

    [Fact]
    public async Task Without_an_internet_gateway_it_fails_and_says_so()
    {
        var subnet = await ec2.Subnet(await ec2.Vpc());
        var nat = Value(await ec2.Call("CreateNatGateway", "SubnetId", subnet, "AllocationId", await Allocate()), "natGatewayId");
        var shown = await ec2.Call("DescribeNatGateways", "NatGatewayId.1", nat);
        Assert.Equal(("failed", "Gateway.NotAttached"), (Value(shown, "state"), Value(shown, "failureCode")));
    }

    [Fact]
    public async Task A_table_is_associated_moved_and_deleted()
    {
        var vpc = await ec2.Vpc();
        var (subnet, table) = (await ec2.Subnet(vpc), await Table(vpc));
        var association = Value(await ec2.Call("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet), "associationId");
        Assert.All(await ec2.Find("DescribeRouteTables", "routeTableId", "association.route-table-association-id", association), t => Assert.Equal(table, t));
        Assert.StartsWith("DependencyViolation", await ec2.Refused("DeleteRouteTable", "RouteTableId", table), StringComparison.Ordinal);
        var other = await Table(vpc);
        var moved = Value(await ec2.Call("ReplaceRouteTableAssociation", "AssociationId", association, "RouteTableId", other), "newAssociationId");
        await ec2.Call("DeleteRouteTable", "RouteTableId", table);
        await ec2.Call("DisassociateRouteTable", "AssociationId", moved);
        Assert.Equal($"InvalidAssociationID.NotFound: The association ID '{moved}' does not exist", await ec2.Refused("DisassociateRouteTable", "AssociationId", moved));
        Assert.StartsWith("UnsupportedOperation", await ec2.Refused("AssociateRouteTable", "RouteTableId", other, "GatewayId", "igw-0"), StringComparison.Ordinal);
        Assert.StartsWith("MissingParameter", await ec2.Refused("AssociateRouteTable", "RouteTableId", other), StringComparison.Ordinal);
        Assert.StartsWith("DryRunOperation", await ec2.Refused("CreateRouteTable", "VpcId", vpc, "DryRun", "true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_lead_to_an_attached_gateway_and_not_when_it_is_detached()
    {
        var (vpc, gateway) = await Network();
        var table = await Table(vpc);
        await ec2.Call("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", gateway);
        Assert.Equal(
            "RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.", await ec2.Refused("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", gateway));
        Assert.StartsWith("UnsupportedOperation: Berth does not do routes with transitGatewayId", await ec2.Refused("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "1.0.0.0/8", "TransitGatewayId", "tgw-1"), StringComparison.Ordinal);
        Assert.Contains("active", await ec2.Find("DescribeRouteTables", "state", "route.gateway-id", gateway));
        await ec2.Call("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        Assert.Contains("blackhole", await ec2.Find("DescribeRouteTables", "state", "route.gateway-id", gateway));
        Assert.Empty((await ec2.Call("DescribeInternetGateways", "InternetGatewayId.1", gateway)).Descendants("vpcId"));
        await ec2.Call("DeleteInternetGateway", "InternetGatewayId", gateway);
        await ec2.Call("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0");
        Assert.StartsWith("InvalidRoute.NotFound", await ec2.Refused("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_elastic_address_leads_to_an_interface_of_ones_own()
    {
        var (vpc, _) = await Network();
        var card = Value(await ec2.Call("CreateNetworkInterface", "SubnetId", await ec2.Subnet(vpc)), "networkInterfaceId");
        var allocated = await ec2.Call("AllocateAddress", "Domain", "vpc");
        var (allocation, address) = (Value(allocated, "allocationId"), Value(allocated, "publicIp"));
        Assert.StartsWith("198.18.", address, StringComparison.Ordinal);
        var association = Value(await ec2.Call("AssociateAddress", "AllocationId", allocation, "NetworkInterfaceId", card), "associationId");
        Assert.Equal([card], await ec2.Find("DescribeAddresses", "networkInterfaceId", "public-ip", address));
        Assert.Contains(card, await ec2.Find("DescribeNetworkInterfaces", "networkInterfaceId", "association.association-id", association));
        Assert.Equal($"InvalidIPAddress.InUse: Address {address} is in use.", await ec2.Refused("ReleaseAddress", "AllocationId", allocation));
        Assert.StartsWith("InvalidInstanceID.NotFound", await ec2.Refused("AssociateAddress", "AllocationId", allocation, "InstanceId", "i-0"), StringComparison.Ordinal);
        await ec2.Call("DeleteNetworkInterface", "NetworkInterfaceId", card);
        await ec2.Call("ReleaseAddress", "AllocationId", allocation);
        Assert.Equal($"InvalidAddress.NotFound: Address '{address}' not found.", await ec2.Refused("DescribeAddresses", "PublicIp.1", address));
    }

    [Fact]
    public async Task Many_addresses_at_once_are_all_different()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => await ec2.Call("AllocateAddress")));
        Assert.Equal(12, found.Select(f => Value(f, "publicIp")).Distinct().Count());
        foreach (var one in found) await ec2.Call("ReleaseAddress", "AllocationId", Value(one, "allocationId"));
    }

    private async Task<(string Vpc, string Gateway)> Network()
    {
        var (vpc, gateway) = (await ec2.Vpc(), Value(await ec2.Call("CreateInternetGateway"), "internetGatewayId"));
        await ec2.Call("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        return (vpc, gateway);
    }

    private async Task<string> Table(string vpc) => Value(await ec2.Call("CreateRouteTable", "VpcId", vpc), "routeTableId");

    private async Task<string> Allocate() => Value(await ec2.Call("AllocateAddress"), "allocationId");
}
