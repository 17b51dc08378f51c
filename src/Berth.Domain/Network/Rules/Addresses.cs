namespace Berth.Domain.Network;

/// <param name="MayMove">False refuses when the address leads somewhere else already, or another leads to the interface.</param>
public sealed record AddressAssociation(string? AllocationId, string? PublicIp, string? NetworkInterfaceId, string? PrivateIpAddress, bool MayMove);

/// <summary>An elastic address as a request names it: by its allocation, else by its digits, else by its association; and the interface that it is to lead to.</summary>
public sealed record AddressName(string? AllocationId, string? PublicIp, string? AssociationId = null, string? NetworkInterfaceId = null);

/// <summary>Elastic addresses. Which one is given is the public pool's choice; who has it stands here. Source: EC2 API; VPC user guide, elastic addresses.</summary>
public static class Addresses
{
    public static NetworkOutcome Allocate(NetworkState state, NetworkWorld world, string allocationId, string publicAddress, IReadOnlyDictionary<string, string> tags) =>
        state.Of<AddressRecord>().Count() >= world.Quotas?.ElasticAddresses
            ? NetworkRefusals.Refuse("AddressLimitExceeded", "The maximum number of addresses has been reached.")
            : new NetworkOutcome.Done(state.With(new AddressRecord(allocationId, publicAddress, null, null, null, tags)), allocationId);

    public static NetworkOutcome Release(NetworkState state, string? allocationId, string? publicAddress)
    {
        if (allocationId is null && publicAddress is null) return NetworkRefusals.Missing("allocationId");
        if (allocationId is null)
            return Find(state, new(null, publicAddress)) is null ? NoSuchAddress(publicAddress!)
                : NetworkRefusals.InvalidValue("You must specify an allocation id when releasing a VPC elastic IP address");
        if (state.Find<AddressRecord>(allocationId) is not { } address) return NetworkRefusals.AllocationNotFound(allocationId);
        if (address.NatGatewayId is not null) return NetworkRefusals.NoPermission();
        if (address.AssociationId is not null) return NetworkRefusals.Refuse("InvalidIPAddress.InUse", $"Address {address.PublicIpv4Address} is in use.");
        return new NetworkOutcome.Done(state.Without(allocationId), allocationId);
    }

    /// <summary>An interface has one elastic address; another takes its place.</summary>
    public static NetworkOutcome Associate(NetworkState state, NetworkWorld world, AddressAssociation wish)
    {
        if (wish.AllocationId is null && wish.PublicIp is null) return NetworkRefusals.Missing("allocationId");
        if (Find(state, new(wish.AllocationId, wish.PublicIp)) is not { } address)
            return wish.AllocationId is { } id ? NetworkRefusals.AllocationNotFound(id) : NoSuchAddress(wish.PublicIp!);
        if (wish.NetworkInterfaceId is null) return NetworkRefusals.Missing("networkInterfaceId");
        if (world.Interfaces.FirstOrDefault(i => i.InterfaceId == wish.NetworkInterfaceId) is not { } card) return NetworkRefusals.InterfaceNotFound(wish.NetworkInterfaceId);
        if (card.Use != InterfaceUse.Own || address.NatGatewayId is not null) return NetworkRefusals.NoPermission();
        if (wish.PrivateIpAddress is { } wished && wished != card.PrivateIpv4Address)
            return NetworkRefusals.InvalidValue($"Private IP address {wished} is not assigned to network interface {card.InterfaceId}.");
        if (!state.In<InternetGatewayRecord>(card.VpcId).Any()) return NetworkRefusals.Refuse("Gateway.NotAttached", $"Network {card.VpcId} is not attached to any internet gateway");
        if (address.InterfaceId == card.InterfaceId) return new NetworkOutcome.Done(state, address.AssociationId!);
        var other = state.Of<AddressRecord>().FirstOrDefault(a => a.InterfaceId == card.InterfaceId);
        if (!wish.MayMove && address.AssociationId is { } taken) return AlreadyAssociated(address.AllocationId, taken);
        if (!wish.MayMove && other is not null) return AlreadyAssociated(card.InterfaceId, other.AssociationId!);
        var next = other is null ? state : state.With(Freed(other));
        var associationId = world.NewId("eipassoc");
        return new NetworkOutcome.Done(next.With(address with { AssociationId = associationId, InterfaceId = card.InterfaceId, PrivateIpv4Address = card.PrivateIpv4Address }), associationId);
    }

    public static NetworkOutcome Disassociate(NetworkState state, string? associationId, string? publicAddress)
    {
        if (associationId is null && publicAddress is null) return NetworkRefusals.Missing("associationId");
        if (Find(state, new(null, associationId is null ? publicAddress : null, associationId)) is not { } address) return associationId is null ? NoSuchAddress(publicAddress!) : NetworkRefusals.AssociationNotFound(associationId);
        return address.NatGatewayId is not null ? NetworkRefusals.NoPermission() : new NetworkOutcome.Done(state.With(Freed(address)));
    }

    /// <summary>Before, and after, an interface goes: what leads to it leads nowhere.</summary>
    public static NetworkState WithoutInterface(NetworkState state, string interfaceId) =>
        state.With([.. state.Of<AddressRecord>().Where(a => a.InterfaceId == interfaceId && a.NatGatewayId is null).Select(Freed)]);

    public static AddressRecord Freed(AddressRecord address) => address with { AssociationId = null, InterfaceId = null, PrivateIpv4Address = null, NatGatewayId = null };

    /// <returns>Null when there is none such, or it is not named at all.</returns>
    public static AddressRecord? Find(NetworkState state, AddressName name) => name switch
    {
        { AllocationId: { } allocation } => state.Find<AddressRecord>(allocation),
        { PublicIp: { } digits } => state.Of<AddressRecord>().FirstOrDefault(a => a.PublicIpv4Address == digits),
        { AssociationId: { } association } => state.Of<AddressRecord>().FirstOrDefault(a => a.AssociationId == association),
        _ => null,
    };

    private static NetworkOutcome AlreadyAssociated(string what, string associationId) =>
        NetworkRefusals.Refuse("Resource.AlreadyAssociated", $"resource {what} is already associated with associate-id {associationId}");

    private static NetworkOutcome NoSuchAddress(string address) => NetworkRefusals.Refuse("InvalidAddress.NotFound", $"Address '{address}' not found.");
}
