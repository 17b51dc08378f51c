namespace Berth.Domain.Network;

/// <summary>Internet gateways. Source: EC2 API; VPC user guide, internet gateways.</summary>
public static class InternetGateways
{
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, IReadOnlyDictionary<string, string> tags)
    {
        var gateway = new InternetGatewayRecord(world.NewId("igw"), null, tags);
        return new NetworkOutcome.Done(state.With(gateway), gateway.InternetGatewayId);
    }

    public static NetworkOutcome Delete(NetworkState state, string gatewayId)
    {
        if (state.Find<InternetGatewayRecord>(gatewayId) is not { } gateway) return NetworkRefusals.InternetGatewayNotFound(gatewayId);
        return gateway.VpcId is null ? new NetworkOutcome.Done(state.Without(gatewayId)) : NetworkRefusals.DependencyViolation("internetGateway", gatewayId);
    }

    public static NetworkOutcome Attach(NetworkState state, string gatewayId, string vpcId)
    {
        if (state.Find<InternetGatewayRecord>(gatewayId) is not { } gateway) return NetworkRefusals.InternetGatewayNotFound(gatewayId);
        if (state.Find<VpcRecord>(vpcId) is null) return NetworkRefusals.VpcNotFound(vpcId);
        if (gateway.VpcId is { } taken) return NetworkRefusals.Refuse("Resource.AlreadyAssociated", $"resource {gatewayId} is already attached to network {taken}");
        if (state.In<InternetGatewayRecord>(vpcId).Any()) return NetworkRefusals.InvalidValue($"Network {vpcId} already has an internet gateway attached");
        return new NetworkOutcome.Done(state.With(gateway with { VpcId = vpcId }));
    }

    /// <summary>Routes to it stay and lead nowhere.</summary>
    public static NetworkOutcome Detach(NetworkState state, NetworkWorld world, string gatewayId, string vpcId)
    {
        if (state.Find<InternetGatewayRecord>(gatewayId) is not { } gateway) return NetworkRefusals.InternetGatewayNotFound(gatewayId);
        if (state.Find<VpcRecord>(vpcId) is null) return NetworkRefusals.VpcNotFound(vpcId);
        if (gateway.VpcId != vpcId) return NetworkRefusals.Refuse("Gateway.NotAttached", $"resource {gatewayId} is not attached to network {vpcId}");
        return HasPublicAddresses(state, world, vpcId)
            ? NetworkRefusals.Refuse("DependencyViolation", $"Network {vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.")
            : new NetworkOutcome.Done(state.With(gateway with { VpcId = null }));
    }

    private static bool HasPublicAddresses(NetworkState state, NetworkWorld world, string vpcId)
    {
        var cards = world.Interfaces.Where(i => i.VpcId == vpcId).ToList();
        return cards.Exists(c => c.PublicIpv4Address is not null)
            || state.Of<AddressRecord>().Any(a => cards.Exists(c => c.InterfaceId == a.InterfaceId))
            || state.In<NatGatewayRecord>(vpcId).Any(n => n.State is GatewayState.Pending or GatewayState.Available or GatewayState.Deleting);
    }
}
