using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network.Rules;

/// <summary>Any sequence of changes of routes, gateways, addresses, endpoints and ACLs, with the network's owner cut off anywhere.</summary>
public sealed class GatewayHistoryTests
{
    private static readonly Gen<(int What, int A, int B, int C)[]> Histories = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 5]).Array[1, 60];

    [Fact]
    public void Safety_no_change_breaks_what_must_hold() => Histories.Sample(
        history =>
        {
            var net = Play(history, change => Check(change));
            net.Settle();
            Check(net);
        },
        iter: 2000);

    [Fact]
    public void Liveness_every_gateway_and_endpoint_comes_to_rest() => Histories.Sample(
        history =>
        {
            var net = Play(history, _ => { });
            net.Settle();
            Assert.All(net.State.Of<NatGatewayRecord>(), n => Assert.True(n.State is GatewayState.Available or GatewayState.Failed or GatewayState.Deleted, $"{n.NatGatewayId} is {n.State}."));
            Assert.All(net.State.Of<VpcEndpointRecord>(), e => Assert.True(e.State is GatewayState.Available or GatewayState.Failed, $"{e.EndpointId} is {e.State}."));
            foreach (var nat in net.State.Of<NatGatewayRecord>()) net.Do((s, _) => NatGateways.Delete(s, nat.NatGatewayId));
            net.Do((s, _) => Endpoints.Delete(s, [.. s.Of<VpcEndpointRecord>().Select(e => e.EndpointId)]));
            net.Settle();
            net.Now += GatewayLifecycle.Retention;
            net.Settle();
            Assert.Empty(net.State.Of<NatGatewayRecord>());
            Assert.Empty(net.State.Of<VpcEndpointRecord>());
            Assert.DoesNotContain(net.Cards, c => c.Use is InterfaceUse.NatGateway or InterfaceUse.Endpoint);
            Assert.DoesNotContain(net.State.Of<AddressRecord>(), a => a.NatGatewayId is not null);
        },
        iter: 2000);

    private static GatewayScenery Play(IEnumerable<(int What, int A, int B, int C)> history, Action<GatewayScenery> after)
    {
        var net = new GatewayScenery();
        foreach (var vpc in new[] { net.Vpc(), net.Vpc() })
        {
            // Two of three subnets in one zone; room for 11 interfaces each.
            for (var i = 0; i < 3; i++) net.Subnet(vpc, $"10.0.{i}.0/28", i % 2);
            net.Gateway(vpc);
            net.Table(vpc);
        }

        foreach (var (what, a, b, c) in history)
        {
            Apply(net, what, a, b, c);
            after(net);
        }

        return net;
    }

    private static void Apply(GatewayScenery net, int what, int a, int b, int c)
    {
        var state = net.State;
        string vpc = Pick<VpcRecord>(a), subnet = Pick<SubnetRecord>(b), table = Pick<RouteTableRecord>(c), gateway = Pick<InternetGatewayRecord>(b), address = Pick<AddressRecord>(c);
        var card = net.Cards.Count == 0 ? "eni-0" : net.Cards[(a + b + c) % net.Cards.Count].InterfaceId;
        var wish = new RouteWish(new[] { "0.0.0.0/0", "10.0.0.0/8", "192.168.0.0/16" }[a % 3], null, a % 2 == 0 ? gateway : null, a % 2 == 0 ? null : Pick<NatGatewayRecord>(b), null);
        _ = what switch
        {
            0 => net.Try((s, w) => RouteTables.Create(s, w, vpc, null, GatewayScenery.NoTags)),
            1 => net.Try((s, _) => RouteTables.Delete(s, table)),
            2 => net.Try((s, w) => RouteTables.Associate(s, w, table, subnet)),
            3 => net.Try((s, _) => RouteTables.Disassociate(s, Association())),
            4 => net.Try((s, w) => RouteTables.Replace(s, w, Association(), table)),
            5 => net.Try((s, w) => Routes.Create(s, w, table, wish)),
            6 => net.Try((s, w) => Routes.Replace(s, w, table, wish)),
            7 => net.Try((s, w) => Routes.Delete(s, w, table, wish.Cidr, null)),
            8 => net.Try((s, _) => InternetGateways.Attach(s, gateway, vpc)),
            9 => net.Try((s, w) => InternetGateways.Detach(s, w, gateway, vpc)),
            10 or 11 => net.Try((s, w) => NatGateways.Create(s, w, new(subnet, address, null, GatewayScenery.NoTags))),
            12 => net.Try((s, _) => NatGateways.Delete(s, Pick<NatGatewayRecord>(a))),
            13 => net.TryAddress(),
            14 => net.Try((s, _) => Addresses.Release(s, address, null)),
            15 => net.Try((s, w) => Addresses.Associate(s, w, new(address, null, card, null, b % 2 == 0))),
            16 => net.Try((s, _) => Addresses.Disassociate(s, state.Find<AddressRecord>(address)?.AssociationId ?? "eipassoc-0", null)),
            17 => net.Try((s, w) => Endpoints.Create(s, w, new(vpc, GatewayScenery.Service("s3"), "Gateway") { RouteTableIds = [table], Tags = GatewayScenery.NoTags })),
            18 => net.Try((s, w) => Endpoints.Create(s, w, new(vpc, GatewayScenery.Service(c % 2 == 0 ? "logs" : "ecr.api"), "Interface") { SubnetIds = [subnet], Tags = GatewayScenery.NoTags })),
            19 => net.Try((s, w) => Endpoints.Modify(s, w, new(Pick<VpcEndpointRecord>(a)) { AddSubnetIds = b % 2 == 0 ? [subnet] : [], AddRouteTableIds = b % 2 == 0 ? [] : [table] })),
            20 => net.Try((s, _) => Endpoints.Delete(s, [Pick<VpcEndpointRecord>(a)])),
            21 => net.Try((s, w) => Acls.Replace(s, w, state.Of<NetworkAclRecord>().SelectMany(x => x.SubnetAssociations.Keys).ElementAt(a), Pick<NetworkAclRecord>(b))),
            22 => Own(),
            _ => Cut(),
        };

        string Pick<T>(int index)
            where T : class, INetworkResource => state.Of<T>().ToList() is { Count: > 0 } all ? all[index % all.Count].Id : "none-0";

        string Association() => state.Of<RouteTableRecord>().SelectMany(t => t.SubnetAssociations.Keys.Concat(t.IsMain ? [t.MainAssociationId] : [])).ToList() is { Count: > 0 } all ? all[a % all.Count] : "rtbassoc-0";

        NetworkOutcome? Own()
        {
            if (net.Try((s, w) => OwnInterfaces.Create(s, w, new(subnet, [], null, null))) is NetworkOutcome.Done) net.OwnCard(subnet);
            return null;
        }

        NetworkOutcome? Cut()
        {
            net.Settle(stepsMax: a);
            return null;
        }
    }

    private static void Check(GatewayScenery net)
    {
        Assert.Empty(NetworkInvariants.Broken(net.State, net.World));
        foreach (var table in net.State.Of<RouteTableRecord>())
        {
            Assert.Equal(table.Routes.Count, table.Routes.Select(r => r.Destination).Distinct().Count());
            foreach (var route in table.Routes.Where(r => VpcSnapshots.TargetOf(r, table.VpcId, net.State) is not (RouteTarget.Local or RouteTarget.Blackhole)))
                Assert.Equal(table.VpcId, net.State.Find<INetworkResource>(route.TargetId)!.InVpc);
        }

        var addresses = net.State.Of<AddressRecord>().ToList();
        Assert.Equal(addresses.Count(a => a.AssociationId is not null), addresses.Select(a => a.AssociationId).OfType<string>().Distinct().Count());
        Assert.Equal(addresses.Count(a => a.InterfaceId is not null), addresses.Select(a => a.InterfaceId).OfType<string>().Distinct().Count());
        Assert.All(addresses, a => Assert.Equal(a.AssociationId is null, a.InterfaceId is null && a.NatGatewayId is null));
        foreach (var nat in net.State.Of<NatGatewayRecord>())
            Assert.Equal(nat.State is GatewayState.Failed or GatewayState.Deleted ? 0 : 1, addresses.Count(a => a.NatGatewayId == nat.NatGatewayId));
        foreach (var endpoint in net.State.Of<VpcEndpointRecord>().Where(e => e.IsGateway))
            Assert.Equal(endpoint.RouteTableIds.Order(), net.State.Of<RouteTableRecord>().Where(t => t.Routes.Any(r => r.GatewayId == endpoint.EndpointId)).Select(t => t.RouteTableId).Order());
    }
}
