using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class RouteTablesTests
{
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string subnet;
    private readonly string table;

    public RouteTablesTests()
    {
        vpc = net.Vpc();
        subnet = net.Subnet(vpc);
        table = net.Table(vpc);
    }

    [Fact]
    public void A_new_table_has_the_local_route_alone()
    {
        var route = Assert.Single(net.Get<RouteTableRecord>(table).Routes);
        Assert.Equal(("10.0.0.0/16", "local"), (route.DestinationCidrBlock, route.GatewayId));
        Assert.StartsWith("InvalidVpcID.NotFound: The vpc ID 'vpc-0' does not exist", net.Refused((s, w) => RouteTables.Create(s, w, "vpc-0", null, GatewayScenery.NoTags)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_token_makes_the_same_table()
    {
        var first = net.Do((s, w) => RouteTables.Create(s, w, vpc, "token", GatewayScenery.NoTags))[0];
        Assert.Equal(first, net.Do((s, w) => RouteTables.Create(s, w, vpc, "token", GatewayScenery.NoTags))[0]);
        var other = net.Vpc();
        Assert.StartsWith("IdempotentParameterMismatch", net.Refused((s, w) => RouteTables.Create(s, w, other, "token", GatewayScenery.NoTags)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subnet_has_one_association_and_asking_for_it_twice_gives_it_again()
    {
        var association = net.Do((s, w) => RouteTables.Associate(s, w, table, subnet))[0];
        Assert.Equal(association, net.Do((s, w) => RouteTables.Associate(s, w, table, subnet))[0]);
        Assert.Equal(table, net.State.TableOf(net.Get<SubnetRecord>(subnet)).RouteTableId);
        var other = net.Table(vpc);
        Assert.Equal(
            $"Resource.AlreadyAssociated: the specified association for route table {other} conflicts with an existing association", net.Refused((s, w) => RouteTables.Associate(s, w, other, subnet)));
        net.Do((s, _) => RouteTables.Disassociate(s, association));
        Assert.True(net.State.TableOf(net.Get<SubnetRecord>(subnet)).IsMain);
        Assert.Equal($"InvalidAssociationID.NotFound: The association ID '{association}' does not exist", net.Refused((s, _) => RouteTables.Disassociate(s, association)));
    }

    [Fact]
    public void A_table_is_not_for_subnets_of_another_network()
    {
        var elsewhere = net.Subnet(net.Vpc());
        Assert.Equal($"InvalidParameterValue: Route table {table} and subnet {elsewhere} belong to different networks", net.Refused((s, w) => RouteTables.Associate(s, w, table, elsewhere)));
    }

    [Fact]
    public void The_main_table_cannot_be_taken_away_but_replaced()
    {
        var main = net.MainTable(vpc);
        Assert.Equal(
            $"InvalidParameterValue: cannot disassociate the main route table association {main.MainAssociationId}", net.Refused((s, _) => RouteTables.Disassociate(s, main.MainAssociationId)));
        var association = net.Do((s, w) => RouteTables.Replace(s, w, main.MainAssociationId, table))[0];
        Assert.NotEqual(main.MainAssociationId, association);
        Assert.Equal((table, association), (net.MainTable(vpc).RouteTableId, net.MainTable(vpc).MainAssociationId));
        Assert.Equal(table, net.State.TableOf(net.Get<SubnetRecord>(subnet)).RouteTableId);
        net.Do((s, _) => RouteTables.Delete(s, main.RouteTableId));
    }

    [Fact]
    public void An_association_moves_to_another_table_under_a_new_id()
    {
        var old = net.Do((s, w) => RouteTables.Associate(s, w, table, subnet))[0];
        var other = net.Table(vpc);
        var moved = net.Do((s, w) => RouteTables.Replace(s, w, old, other))[0];
        Assert.NotEqual(old, moved);
        Assert.Empty(net.Get<RouteTableRecord>(table).SubnetAssociations);
        Assert.Equal(subnet, net.Get<RouteTableRecord>(other).SubnetAssociations[moved]);
        Assert.Equal(moved, net.Do((s, w) => RouteTables.Replace(s, w, moved, other))[0]);
    }

    [Fact]
    public void A_table_that_is_used_cannot_be_deleted()
    {
        var association = net.Do((s, w) => RouteTables.Associate(s, w, table, subnet))[0];
        Assert.Equal($"DependencyViolation: The routeTable '{table}' has dependencies and cannot be deleted.", net.Refused((s, _) => RouteTables.Delete(s, table)));
        var main = net.MainTable(vpc).RouteTableId;
        Assert.Equal($"DependencyViolation: The routeTable '{main}' has dependencies and cannot be deleted.", net.Refused((s, _) => RouteTables.Delete(s, main)));
        net.Do((s, _) => RouteTables.Disassociate(s, association));
        net.Do((s, _) => RouteTables.Delete(s, table));
        Assert.Equal($"InvalidRouteTableID.NotFound: The routeTable ID '{table}' does not exist", net.Refused((s, _) => RouteTables.Delete(s, table)));
    }
}
