using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class GatewayLifecycleTests
{
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string subnet;

    public GatewayLifecycleTests()
    {
        vpc = net.Vpc();
        subnet = net.Subnet(vpc, "10.0.0.0/28");
    }

    [Fact]
    public void A_nat_gateway_gets_its_interface_and_its_address_leads_there()
    {
        net.Gateway(vpc);
        var allocation = net.Address();
        var id = net.Nat(subnet, allocation);
        Assert.Equal(GatewayState.Pending, net.Get<NatGatewayRecord>(id).State);
        net.Settle();
        var (gateway, address, card) = (net.Get<NatGatewayRecord>(id), net.Get<AddressRecord>(allocation), Assert.Single(net.Cards));
        Assert.Equal((GatewayState.Available, card.InterfaceId, "10.0.0.4"), (gateway.State, gateway.InterfaceId, gateway.PrivateIpv4Address));
        Assert.Equal((card.InterfaceId, id, address.PublicIpv4Address), (address.InterfaceId, address.NatGatewayId, card.PublicIpv4Address));
        Assert.Equal((id, InterfaceUse.NatGateway), (card.Owner, card.Use));
    }

    [Fact]
    public void Deleted_it_gives_back_interface_and_address_and_is_shown_for_an_hour()
    {
        net.Gateway(vpc);
        var allocation = net.Address();
        var id = net.Nat(subnet, allocation);
        net.Settle();
        net.Do((s, _) => NatGateways.Delete(s, id));
        Assert.Equal(GatewayState.Deleting, net.Get<NatGatewayRecord>(id).State);
        net.Settle();
        Assert.Equal((GatewayState.Deleted, net.Now), (net.Get<NatGatewayRecord>(id).State, net.Get<NatGatewayRecord>(id).DeletedAt));
        Assert.Empty(net.Cards);
        Assert.Null(net.Get<AddressRecord>(allocation).AssociationId);
        Assert.Equal(id, net.Do((s, _) => NatGateways.Delete(s, id))[0]);
        net.Now += TimeSpan.FromMinutes(59);
        net.Settle();
        Assert.NotNull(net.State.Find<NatGatewayRecord>(id));
        net.Now += TimeSpan.FromMinutes(1);
        net.Settle();
        Assert.Equal($"NatGatewayNotFound: The Nat Gateway {id} was not found", net.Refused((s, _) => NatGateways.Delete(s, id)));
    }

    [Fact]
    public void Without_a_way_out_or_an_address_it_fails_and_says_so()
    {
        var allocation = net.Address();
        var shut = net.Nat(subnet, allocation);
        net.Settle();
        Assert.Equal(("Gateway.NotAttached", $"Network {vpc} has no Internet gateway attached"), (net.Get<NatGatewayRecord>(shut).FailureCode, net.Get<NatGatewayRecord>(shut).FailureMessage));
        Assert.Equal((GatewayState.Failed, (string?)null), (net.Get<NatGatewayRecord>(shut).State, net.Get<AddressRecord>(allocation).AssociationId));

        net.Gateway(vpc);
        net.Fill(subnet);
        var full = net.Nat(subnet, allocation);
        net.Settle();
        Assert.Equal((GatewayState.Failed, "InsufficientFreeAddressesInSubnet"), (net.Get<NatGatewayRecord>(full).State, net.Get<NatGatewayRecord>(full).FailureCode));
        net.Now += TimeSpan.FromHours(1);
        net.Settle();
        Assert.Empty(net.State.Of<NatGatewayRecord>());
    }

    [Fact]
    public void The_same_token_makes_the_same_gateway()
    {
        net.Gateway(vpc);
        var allocation = net.Address();
        var id = net.Nat(subnet, allocation, "token");
        Assert.Equal(id, net.Nat(subnet, allocation, "token"));
        Assert.StartsWith("IdempotentParameterMismatch", net.Refused((s, w) => NatGateways.Create(s, w, new(subnet, net.State.Of<AddressRecord>().First().AllocationId + "0", "token", GatewayScenery.NoTags))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_gets_an_interface_in_each_subnet_and_frees_them()
    {
        var second = net.Subnet(vpc, "10.0.1.0/28", zone: 1);
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { SubnetIds = [subnet, second] });
        net.Settle();
        var endpoint = net.Get<VpcEndpointRecord>(id);
        Assert.Equal(GatewayState.Available, endpoint.State);
        Assert.Equal([(subnet, "10.0.0.4"), (second, "10.0.1.4")], endpoint.Interfaces.Select(i => (i.SubnetId, i.PrivateIpv4Address)));
        Assert.Equal([$"{id}/{subnet}", $"{id}/{second}"], net.Cards.Select(c => c.Owner));
        net.Do((s, _) => Endpoints.Delete(s, [id]));
        Assert.Equal(GatewayState.Deleting, net.Get<VpcEndpointRecord>(id).State);
        net.Settle();
        Assert.Empty(net.Cards);
        Assert.Null(net.State.Find<VpcEndpointRecord>(id));
    }

    [Fact]
    public void Its_groups_are_its_interfaces_groups()
    {
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { SubnetIds = [subnet] });
        net.Settle();
        var group = net.Do((s, w) => SecurityGroups.Create(s, w, "web", "web", vpc, GatewayScenery.NoTags))[0];
        net.Do((s, w) => Endpoints.Modify(s, w, new(id) { AddSecurityGroupIds = [group] }));
        net.Settle();
        Assert.Equal(net.Get<VpcEndpointRecord>(id).SecurityGroupIds, Assert.Single(net.Cards).SecurityGroupIds);
        Assert.Contains(group, net.Cards[0].SecurityGroupIds);
    }

    [Fact]
    public void An_endpoint_serves_from_the_subnets_that_had_an_address_and_asks_the_others_again()
    {
        var second = net.Subnet(vpc, "10.0.1.0/28", zone: 1);
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { SubnetIds = [subnet, second] });
        net.Fill(second);
        net.Settle();
        Assert.Equal((GatewayState.Available, 1), (net.Get<VpcEndpointRecord>(id).State, net.Get<VpcEndpointRecord>(id).Interfaces.Count));
        net.Cards.RemoveAt(net.Cards.FindIndex(c => c.SubnetId == second));
        net.Settle();
        Assert.Equal(2, net.Get<VpcEndpointRecord>(id).Interfaces.Count);
    }

    [Fact]
    public void An_endpoint_that_no_subnet_has_an_address_for_fails()
    {
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { SubnetIds = [subnet] });
        net.Fill(subnet);
        net.Settle();
        Assert.Equal(GatewayState.Failed, net.Get<VpcEndpointRecord>(id).State);
        Assert.Equal("The specified subnet does not have enough free addresses to satisfy the request.", net.Get<VpcEndpointRecord>(id).FailureMessage);
    }

    [Fact]
    public void What_belongs_to_nobody_is_freed_and_other_interfaces_are_left_alone()
    {
        net.Card(subnet, "nat-gone", InterfaceUse.NatGateway);
        net.Card(subnet, "vpce-gone/" + subnet, InterfaceUse.Endpoint);
        net.Card(subnet, "arn:task", InterfaceUse.Task);
        var own = net.OwnCard(subnet);
        net.Settle();
        Assert.Equal(["arn:task", own], net.Cards.Select(c => c.Owner));
    }
}
