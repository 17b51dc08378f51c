using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class InternetGatewaysTests
{
    private readonly GatewayScenery net = new();

    [Fact]
    public void It_is_attached_to_one_network_and_deleted_when_it_is_attached_to_none()
    {
        var (vpc, gateway) = (net.Vpc(), net.Gateway());
        Assert.Equal($"Gateway.NotAttached: resource {gateway} is not attached to network {vpc}", net.Refused((s, w) => InternetGateways.Detach(s, w, gateway, vpc)));
        net.Do((s, _) => InternetGateways.Attach(s, gateway, vpc));
        Assert.Equal($"Resource.AlreadyAssociated: resource {gateway} is already attached to network {vpc}", net.Refused((s, _) => InternetGateways.Attach(s, gateway, vpc)));
        Assert.Equal($"InvalidParameterValue: Network {vpc} already has an internet gateway attached", Attach(net.Gateway(), vpc));
        Assert.Equal($"DependencyViolation: The internetGateway '{gateway}' has dependencies and cannot be deleted.", net.Refused((s, _) => InternetGateways.Delete(s, gateway)));
        net.Do((s, w) => InternetGateways.Detach(s, w, gateway, vpc));
        net.Do((s, _) => InternetGateways.Delete(s, gateway));
        Assert.Equal($"InvalidInternetGatewayID.NotFound: The internetGateway ID '{gateway}' does not exist", Attach(gateway, vpc));
    }

    [Fact]
    public void It_stays_while_public_addresses_are_mapped()
    {
        var vpc = net.Vpc();
        var (gateway, subnet) = (net.Gateway(vpc), net.Subnet(vpc));
        var mapped = $"DependencyViolation: Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.";
        net.Card(subnet, "arn:task", InterfaceUse.Task, publicAddress: "198.18.0.99");
        Assert.Equal(mapped, net.Refused((s, w) => InternetGateways.Detach(s, w, gateway, vpc)));
        net.Cards.Clear();

        var nat = net.Nat(subnet, net.Address());
        Assert.Equal(mapped, net.Refused((s, w) => InternetGateways.Detach(s, w, gateway, vpc)));
        net.Do((s, _) => NatGateways.Delete(s, nat));
        net.Settle();

        var (allocation, card) = (net.Address(), net.OwnCard(subnet));
        var association = net.Do((s, w) => Addresses.Associate(s, w, new(allocation, null, card, null, true)))[0];
        Assert.Equal(mapped, net.Refused((s, w) => InternetGateways.Detach(s, w, gateway, vpc)));
        net.Do((s, _) => Addresses.Disassociate(s, association, null));
        net.Do((s, w) => InternetGateways.Detach(s, w, gateway, vpc));
    }

    [Fact]
    public void A_route_to_it_leads_nowhere_while_it_is_detached_or_elsewhere()
    {
        var vpc = net.Vpc();
        var (gateway, table) = (net.Gateway(vpc), net.MainTable(vpc).RouteTableId);
        net.Do((s, w) => Routes.Create(s, w, table, new("0.0.0.0/0", null, gateway, null, null)));
        Assert.Equal(RouteTarget.InternetGateway, Target());
        net.Do((s, w) => InternetGateways.Detach(s, w, gateway, vpc));
        Assert.Equal(RouteTarget.Blackhole, Target());
        Attach(gateway, net.Vpc());
        Assert.Equal(RouteTarget.Blackhole, Target());

        RouteTarget Target() => VpcSnapshots.TargetOf(net.Get<RouteTableRecord>(table).Routes[1], vpc, net.State);
    }

    private string Attach(string gateway, string vpc) => net.Try((s, _) => InternetGateways.Attach(s, gateway, vpc)) is NetworkOutcome.Refused no ? $"{no.Refusal.Code}: {no.Refusal.Message}" : "done";
}
