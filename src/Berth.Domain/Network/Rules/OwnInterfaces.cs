using System.Security.Cryptography;
using System.Text;

namespace Berth.Domain.Network;

/// <summary>An interface as a caller wants it.</summary>
/// <param name="SecurityGroupIds">Empty for the VPC's default group.</param>
/// <param name="PrivateIpv4Address">Null for any.</param>
public sealed record InterfaceWish(string SubnetId, IReadOnlyList<string> SecurityGroupIds, string? PrivateIpv4Address, string? ClientToken);

/// <summary>
/// Interfaces that callers make themselves, and what callers may do with others. The rows are the subnets' own: these rules judge, the subnet's grain gives, changes and frees.
/// Source: EC2 API; EC2 user guide, elastic network interfaces.
/// </summary>
public static class OwnInterfaces
{
    /// <returns>Done with the ids of the groups that it shall have; the network stays as it is.</returns>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, InterfaceWish wish)
    {
        if (state.Find<SubnetRecord>(wish.SubnetId) is not { } subnet) return NetworkRefusals.SubnetNotFound(wish.SubnetId);
        if (IdOf(wish.ClientToken) is { } id && world.Interfaces.FirstOrDefault(i => i.InterfaceId == id) is { } earlier)
            return earlier.SubnetId == wish.SubnetId && (wish.PrivateIpv4Address ?? earlier.PrivateIpv4Address) == earlier.PrivateIpv4Address
                ? new NetworkOutcome.Done(state, earlier.SecurityGroupIds) : NetworkRefusals.OtherParameters();
        var taken = world.Interfaces.Where(i => i.SubnetId == subnet.SubnetId).ToList();
        if (wish.PrivateIpv4Address is { } wished)
        {
            if (Cidr.TryAddress(wished) is not { } address) return NetworkRefusals.InvalidValue($"Value ({wished}) for parameter privateIpAddress is invalid. Invalid IPv4 address.");
            if (!subnet.Block.Contains(address)) return NetworkRefusals.InvalidValue("Address does not fall within the subnet's address range");
            if (!SubnetAddresses.MayBeGiven(subnet.Block, address)) return NetworkRefusals.InvalidValue("Address is in subnet's reserved address range");
            if (taken.Exists(i => i.PrivateIpv4Address == Cidr.Text(address))) return NetworkRefusals.AddressInUse();
        }

        if (SubnetAddresses.Available(subnet.Block, taken.Count) == 0) return NetworkRefusals.NoFreeAddresses();
        if (wish.SecurityGroupIds.Count > 0) return Groups(state, subnet.VpcId, wish.SecurityGroupIds);
        return new NetworkOutcome.Done(state, [.. state.In<SecurityGroupRecord>(subnet.VpcId).Where(g => g.GroupName == SecurityGroupRecord.DefaultName).Select(g => g.GroupId)]);
    }

    /// <returns>Done with the ids of the groups that it shall have, which is none when they stay.</returns>
    public static NetworkOutcome Modify(NetworkState state, NetworkWorld world, string interfaceId, IReadOnlyList<string>? groupIds)
    {
        if (world.Interfaces.FirstOrDefault(i => i.InterfaceId == interfaceId) is not { } card) return NetworkRefusals.InterfaceNotFound(interfaceId);
        if (card.Use != InterfaceUse.Own) return NetworkRefusals.NoPermission();
        return groupIds is null ? new NetworkOutcome.Done(state)
            : groupIds.Count == 0 ? NetworkRefusals.Refuse("InvalidGroup.NotFound", "You must specify at least one security group.")
            : Groups(state, card.VpcId, groupIds);
    }

    /// <summary>Its elastic address leads nowhere from now on.</summary>
    public static NetworkOutcome Delete(NetworkState state, NetworkWorld world, string interfaceId)
    {
        if (world.Interfaces.FirstOrDefault(i => i.InterfaceId == interfaceId) is not { } card) return NetworkRefusals.InterfaceNotFound(interfaceId);
        return card.Use == InterfaceUse.Own ? new NetworkOutcome.Done(Addresses.WithoutInterface(state, interfaceId))
            : NetworkRefusals.Refuse("InvalidNetworkInterface.InUse", $"Interface: [{interfaceId}] in use.");
    }

    /// <summary>The same request gets the same interface: its id is made from its token.</summary>
    /// <returns>Null without a token.</returns>
    public static string? IdOf(string? clientToken) =>
        string.IsNullOrEmpty(clientToken) ? null : "eni-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clientToken)))[..17];

    private static NetworkOutcome Groups(NetworkState state, string vpcId, IReadOnlyList<string> groupIds)
    {
        foreach (var id in groupIds)
        {
            if (state.Find<SecurityGroupRecord>(id) is not { } group) return NetworkRefusals.GroupNotFound(id);
            if (group.VpcId != vpcId) return NetworkRefusals.Refuse("InvalidGroup.NotFound", $"The security group '{id}' does not belong to the network {vpcId}");
        }

        return new NetworkOutcome.Done(state, [.. groupIds.Distinct(StringComparer.Ordinal)]);
    }
}
