namespace Berth.Domain.Network;

/// <summary>What the network's grain does next for a NAT gateway or an endpoint, outside the rows.</summary>
public abstract record GatewayStep
{
    /// <summary>Asks a subnet for an interface; the same owner gets the same again.</summary>
    public sealed record GiveInterface(string SubnetId, string Owner, InterfaceUse Use, string Description, IReadOnlyList<string> SecurityGroupIds, string? PublicIpv4Address) : GatewayStep;

    /// <summary>Nobody has this interface any more.</summary>
    public sealed record TakeInterface(string SubnetId, string Owner) : GatewayStep;

    /// <summary>The endpoint has other groups than its interface.</summary>
    public sealed record ChangeGroups(string SubnetId, string Owner, IReadOnlyList<string> SecurityGroupIds) : GatewayStep;
}

/// <param name="State">The rows as they are from now on; the same when nothing changes.</param>
/// <param name="Steps">To be taken when the rows are on disk.</param>
public sealed record GatewayPlan(NetworkState State, IReadOnlyList<GatewayStep> Steps);

/// <summary>
/// Takes NAT gateways and interface endpoints through their states, by what there is: rows, and interfaces that subnets gave. An interface belongs to who its owner names; one whose
/// gateway or endpoint is gone is freed. Pure; run until there are no steps. Source: VPC user guide, NAT gateway states; PrivateLink guide, endpoint states.
/// </summary>
public static class GatewayLifecycle
{
    /// <summary>How long a deleted or failed NAT gateway stays visible. Source: VPC user guide, delete a NAT gateway.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    /// <param name="refused">Owners whose subnets had no address for them, in this run: they are not asked again.</param>
    public static GatewayPlan Next(NetworkState state, NetworkWorld world, IReadOnlySet<string> refused)
    {
        var cards = world.Interfaces.Where(i => i.Use is InterfaceUse.NatGateway or InterfaceUse.Endpoint).ToDictionary(i => i.Owner, StringComparer.Ordinal);
        var steps = new List<GatewayStep>();
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gateway in state.Of<NatGatewayRecord>()) state = Nat(state, world, gateway, cards, refused, wanted, steps);
        foreach (var endpoint in state.Of<VpcEndpointRecord>().Where(e => !e.IsGateway)) state = Endpoint(state, endpoint, cards, refused, wanted, steps);
        foreach (var card in cards.Values.Where(c => !wanted.Contains(c.Owner)).OrderBy(c => c.Owner, StringComparer.Ordinal)) steps.Add(new GatewayStep.TakeInterface(card.SubnetId, card.Owner));
        return new(state, steps);
    }

    /// <summary>Who an endpoint's interface in a subnet belongs to.</summary>
    public static string OwnerOf(VpcEndpointRecord endpoint, string subnetId) => $"{endpoint.EndpointId}/{subnetId}";

    private static NetworkState Nat(
        NetworkState state, NetworkWorld world, NatGatewayRecord gateway, Dictionary<string, NetworkInterfaceRecord> cards, IReadOnlySet<string> refused, HashSet<string> wanted, List<GatewayStep> steps)
    {
        var card = cards.GetValueOrDefault(gateway.NatGatewayId);
        switch (gateway.State)
        {
            case GatewayState.Pending when !state.In<InternetGatewayRecord>(gateway.VpcId).Any():
                return Fail(state, world, gateway, "Gateway.NotAttached", $"Network {gateway.VpcId} has no Internet gateway attached");
            case GatewayState.Pending when card is not null:
                wanted.Add(card.Owner);
                return Available(state, gateway, card);
            case GatewayState.Pending when refused.Contains(gateway.NatGatewayId):
                return Fail(state, world, gateway, NetworkRefusals.SubnetFull, NetworkRefusals.SubnetFullMessage);
            case GatewayState.Pending:
                steps.Add(new GatewayStep.GiveInterface(
                    gateway.SubnetId, gateway.NatGatewayId, InterfaceUse.NatGateway, $"Interface for NAT Gateway {gateway.NatGatewayId}", [], gateway.PublicIpv4Address));
                return state;
            case GatewayState.Available:
                wanted.Add(gateway.NatGatewayId);
                return state;
            case GatewayState.Deleting when card is null:
                return Free(state.With(gateway with { State = GatewayState.Deleted, DeletedAt = world.Now }), gateway);
            case GatewayState.Deleting:
                return state;
            case GatewayState.Failed or GatewayState.Deleted:
                return gateway.DeletedAt is { } gone && gone + Retention <= world.Now ? state.Without(gateway.NatGatewayId) : state;
            default:
                throw new InvalidOperationException($"Unknown state {gateway.State} of NAT gateway {gateway.NatGatewayId}.");
        }
    }

    private static NetworkState Available(NetworkState state, NatGatewayRecord gateway, NetworkInterfaceRecord card)
    {
        var address = state.Find<AddressRecord>(gateway.AllocationId) ?? throw new InvalidOperationException($"NAT gateway {gateway.NatGatewayId} lost its address {gateway.AllocationId}.");
        return state.With(
            gateway with { State = GatewayState.Available, InterfaceId = card.InterfaceId, PrivateIpv4Address = card.PrivateIpv4Address },
            address with { InterfaceId = card.InterfaceId, PrivateIpv4Address = card.PrivateIpv4Address });
    }

    private static NetworkState Fail(NetworkState state, NetworkWorld world, NatGatewayRecord gateway, string code, string message) =>
        Free(state.With(gateway with { State = GatewayState.Failed, FailureCode = code, FailureMessage = message, DeletedAt = world.Now }), gateway);

    private static NetworkState Free(NetworkState state, NatGatewayRecord gateway) =>
        state.Find<AddressRecord>(gateway.AllocationId) is { } address && address.NatGatewayId == gateway.NatGatewayId ? state.With(Addresses.Freed(address)) : state;

    private static NetworkState Endpoint(
        NetworkState state, VpcEndpointRecord endpoint, Dictionary<string, NetworkInterfaceRecord> cards, IReadOnlySet<string> refused, HashSet<string> wanted, List<GatewayStep> steps)
    {
        if (endpoint.State is GatewayState.Deleting)
            return cards.Keys.Any(o => o.StartsWith(endpoint.EndpointId + "/", StringComparison.Ordinal)) ? state : state.Without(endpoint.EndpointId);
        if (endpoint.State is GatewayState.Failed) return state;
        var (given, asked) = (new List<EndpointInterface>(), false);
        foreach (var subnetId in endpoint.SubnetIds)
        {
            var owner = OwnerOf(endpoint, subnetId);
            wanted.Add(owner);
            if (cards.TryGetValue(owner, out var card))
            {
                given.Add(new(subnetId, card.AvailabilityZone, card.InterfaceId, card.PrivateIpv4Address));
                if (!card.SecurityGroupIds.SequenceEqual(endpoint.SecurityGroupIds)) steps.Add(new GatewayStep.ChangeGroups(subnetId, owner, endpoint.SecurityGroupIds));
            }
            else if (!refused.Contains(owner))
            {
                asked = true;
                steps.Add(new GatewayStep.GiveInterface(subnetId, owner, InterfaceUse.Endpoint, $"VPC Endpoint Interface {endpoint.EndpointId}", endpoint.SecurityGroupIds, null));
            }
        }

        // An endpoint with an address in one zone serves the VPC; the others are asked again at each run, until they have one.
        var full = !asked && given.Count == 0 && endpoint.SubnetIds.Count > 0;
        var next = endpoint with
        {
            State = endpoint.State != GatewayState.Pending || asked ? endpoint.State : full ? GatewayState.Failed : GatewayState.Available,
            FailureMessage = endpoint.State == GatewayState.Pending && full ? NetworkRefusals.SubnetFullMessage : endpoint.FailureMessage,
            Interfaces = given.SequenceEqual(endpoint.Interfaces) ? endpoint.Interfaces : given,
        };
        return next == endpoint ? state : state.With(next);
    }
}
