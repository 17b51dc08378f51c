using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class RoutesTests
{
    private const string S3List = "pl-61a54008";
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string table;
    private readonly string gateway;

    public RoutesTests()
    {
        vpc = net.Vpc();
        table = net.Table(vpc);
        gateway = net.Gateway(vpc);
    }

    private RouteTableRecord Table => net.Get<RouteTableRecord>(table);

    [Fact]
    public void A_route_is_made_once_replaced_and_deleted()
    {
        Create("10.0.0.7/8", gateway);
        Assert.Equal("10.0.0.0/8", Table.Routes[1].DestinationCidrBlock);
        Assert.Equal("RouteAlreadyExists: The route identified by 10.0.0.0/8 already exists.", Refused("10.0.0.0/8", gateway));
        var nat = net.Nat(net.Subnet(vpc), net.Address());
        net.Do((s, w) => Routes.Replace(s, w, table, new("10.0.0.0/8", null, null, nat, null)));
        Assert.Equal((nat, ""), (Table.Routes[1].NatGatewayId, Table.Routes[1].GatewayId));
        net.Do((s, w) => Routes.Delete(s, w, table, "10.0.0.0/8", null));
        Assert.Single(Table.Routes);
        var missing = $"InvalidRoute.NotFound: no route with destination-cidr-block 10.0.0.0/8 in route table {table}";
        Assert.Equal(missing, net.Refused((s, w) => Routes.Delete(s, w, table, "10.0.0.0/8", null)));
        Assert.Equal(missing, net.Refused((s, w) => Routes.Replace(s, w, table, new("10.0.0.0/8", null, gateway, null, null))));
    }

    [Theory]
    [InlineData("10.0.0.0/16", "Route target is not supported. This route only supports interface and instance targets.")]
    [InlineData("10.0.3.0/24", "The destination CIDR block 10.0.3.0/24 is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.")]
    [InlineData("10.0/16", "Value (10.0/16) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.")]
    [InlineData("10.0.0.0/33", "Value (10.0.0.0/33) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.")]
    public void Nothing_stands_before_the_local_route(string destination, string message) => Assert.Equal("InvalidParameterValue: " + message, Refused(destination, gateway));

    [Fact]
    public void The_local_route_stays()
    {
        Assert.Equal($"InvalidParameterValue: cannot remove local route 10.0.0.0/16 in route table {table}", net.Refused((s, w) => Routes.Delete(s, w, table, "10.0.0.0/16", null)));
        Assert.StartsWith("InvalidParameterValue", net.Refused((s, w) => Routes.Replace(s, w, table, new("10.0.0.0/16", null, gateway, null, null))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue", Refused("0.0.0.0/0", "local"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_is_one_there_is_in_this_network()
    {
        var loose = net.Gateway();
        var other = net.Gateway(net.Vpc());
        Assert.Equal($"InvalidParameterValue: route table {table} and network gateway {loose} belong to different networks", Refused("0.0.0.0/0", loose));
        Assert.Equal($"InvalidParameterValue: route table {table} and network gateway {other} belong to different networks", Refused("0.0.0.0/0", other));
        Assert.Equal("InvalidGatewayID.NotFound: The gateway ID 'igw-0' does not exist", Refused("0.0.0.0/0", "igw-0"));
        Assert.Equal("InvalidGatewayID.NotFound: The gateway ID 'nat-0' does not exist", Refused("0.0.0.0/0", "nat-0"));
        Assert.Equal("InvalidNatGatewayID.NotFound: The natGateway ID 'nat-0' does not exist", net.Refused((s, w) => Routes.Create(s, w, table, new("0.0.0.0/0", null, null, "nat-0", null))));
        Assert.StartsWith("MissingParameter", net.Refused((s, w) => Routes.Create(s, w, table, new("0.0.0.0/0", null, null, null, null))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterCombination", net.Refused((s, w) => Routes.Create(s, w, table, new("0.0.0.0/0", null, gateway, "nat-0", null))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterCombination", net.Refused((s, w) => Routes.Create(s, w, table, new(null, null, gateway, null, null))), StringComparison.Ordinal);
        Assert.Equal("InvalidRouteTableID.NotFound: The routeTable ID 'rtb-0' does not exist", net.Refused((s, w) => Routes.Create(s, w, "rtb-0", new("0.0.0.0/0", null, gateway, null, null))));
    }

    [Fact]
    public void An_interface_of_a_callers_own_may_be_a_target_that_leads_nowhere()
    {
        var subnet = net.Subnet(vpc);
        var card = net.OwnCard(subnet);
        net.Do((s, w) => Routes.Create(s, w, table, new("192.168.0.0/16", null, null, null, card)));
        Assert.Equal(RouteTarget.Blackhole, VpcSnapshots.TargetOf(Table.Routes[1], vpc, net.State));
        var task = net.Card(subnet, "arn:task", InterfaceUse.Task);
        Assert.StartsWith("AuthFailure", net.Refused((s, w) => Routes.Create(s, w, table, new("192.0.0.0/8", null, null, null, task))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidNetworkInterfaceID.NotFound", net.Refused((s, w) => Routes.Create(s, w, table, new("192.0.0.0/8", null, null, null, "eni-0"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_list_is_a_destination_and_an_endpoints_route_is_the_endpoints()
    {
        net.Do((s, w) => Routes.Create(s, w, table, new(null, S3List, gateway, null, null)));
        Assert.Equal($"RouteAlreadyExists: The route identified by {S3List} already exists.", net.Refused((s, w) => Routes.Create(s, w, table, new(null, S3List, gateway, null, null))));
        Assert.Equal("InvalidPrefixListID.NotFound: The prefix list ID 'pl-0' does not exist", net.Refused((s, w) => Routes.Create(s, w, table, new(null, "pl-0", gateway, null, null))));
        net.Do((s, w) => Routes.Delete(s, w, table, null, S3List));
        Assert.Equal($"InvalidRoute.NotFound: no route with destination-prefix-list-id {S3List} in route table {table}", net.Refused((s, w) => Routes.Delete(s, w, table, null, S3List)));

        var endpoint = net.Endpoint(vpc, "s3", "Gateway", e => e with { RouteTableIds = [table] });
        Assert.Equal($"InvalidParameterValue: cannot remove VPC endpoint route {S3List} in route table {table}", net.Refused((s, w) => Routes.Delete(s, w, table, null, S3List)));
        Assert.StartsWith("InvalidParameterValue", net.Refused((s, w) => Routes.Replace(s, w, table, new(null, S3List, gateway, null, null))), StringComparison.Ordinal);
        Assert.Equal("InvalidParameterValue: Cannot create or replace a prefix list route targeting a VPC Endpoint.", Refused("0.0.0.0/0", endpoint));
    }

    private void Create(string destination, string target) => net.Do((s, w) => Routes.Create(s, w, table, new(destination, null, target, null, null)));

    private string Refused(string destination, string target) => net.Refused((s, w) => Routes.Create(s, w, table, new(destination, null, target, null, null)));
}
