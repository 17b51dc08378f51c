namespace Berth.Domain.Network;

/// <param name="ClientToken">A second request with it is the first one again.</param>
public sealed record NatGatewayWish(string SubnetId, string AllocationId, string? ClientToken, IReadOnlyDictionary<string, string> Tags);

/// <summary>Public NAT gateways. What follows of these rows is <see cref="GatewayLifecycle"/>'s. Source: EC2 API; VPC user guide, NAT gateways.</summary>
public static class NatGateways
{
    /// <summary>As routes say it.</summary>
    public static NetworkOutcome NotFound(string id) => NetworkRefusals.NotFound("InvalidNatGatewayID.NotFound", "natGateway", id);

    /// <summary>The address is taken at once, so that nobody else gets it while the gateway waits for its interface.</summary>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, NatGatewayWish wish)
    {
        if (wish.ClientToken is { } token && state.Of<NatGatewayRecord>().FirstOrDefault(n => n.ClientToken == token) is { } earlier)
            return (earlier.SubnetId, earlier.AllocationId) == (wish.SubnetId, wish.AllocationId) ? new NetworkOutcome.Done(state, earlier.NatGatewayId) : NetworkRefusals.OtherParameters();
        if (state.Find<SubnetRecord>(wish.SubnetId) is not { } subnet) return NetworkRefusals.SubnetNotFound(wish.SubnetId);
        if (state.Find<AddressRecord>(wish.AllocationId) is not { } address) return NetworkRefusals.AllocationNotFound(wish.AllocationId);
        if (address.AssociationId is { } association)
            return NetworkRefusals.Refuse("Resource.AlreadyAssociated", $"resource {wish.AllocationId} is already associated with associate-id {association}");
        var gateway = new NatGatewayRecord
        {
            NatGatewayId = world.NewId("nat"),
            VpcId = subnet.VpcId,
            SubnetId = subnet.SubnetId,
            AllocationId = address.AllocationId,
            PublicIpv4Address = address.PublicIpv4Address,
            State = GatewayState.Pending,
            ClientToken = wish.ClientToken,
            CreatedAt = world.Now,
            Tags = wish.Tags,
        };
        return new NetworkOutcome.Done(state.With(gateway, address with { AssociationId = world.NewId("eipassoc"), NatGatewayId = gateway.NatGatewayId }), gateway.NatGatewayId);
    }

    /// <summary>Routes to it stay and lead nowhere. One that is going already is told so again.</summary>
    public static NetworkOutcome Delete(NetworkState state, string gatewayId)
    {
        if (state.Find<NatGatewayRecord>(gatewayId) is not { } gateway) return NetworkRefusals.Refuse("NatGatewayNotFound", $"The Nat Gateway {gatewayId} was not found");
        return new NetworkOutcome.Done(gateway.State is GatewayState.Pending or GatewayState.Available ? state.With(gateway with { State = GatewayState.Deleting }) : state, gatewayId);
    }
}
