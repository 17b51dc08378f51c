using Berth.Domain.Network;
using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>The public addresses at which the services answer, and the machine's own in the pool, on the machine's loopback link: reached from the machine itself, and from VPCs by the routers' uplinks.</summary>
public static class ServiceAddresses
{
    private const int LoopbackIndex = 1;

    /// <summary>Puts them there. Idempotent.</summary>
    /// <exception cref="NativeException">The kernel refused, in its words.</exception>
    public static async Task Put(PublicPool pool)
    {
        using var netlink = await Netlink.Open(null);

        // The kernel sends from a global address of the loopback link where a link has none of its own: that must be the machine's, as VPCs see it, and never a service's.
        netlink.Send([NetlinkRequests.Address(LoopbackIndex, Cidr.Text(pool.Machine), 32), .. Services(pool).Select(address => NetlinkRequests.HostAddress(LoopbackIndex, address))]);
    }

    /// <summary>Takes them away; those that are gone already, with a reboot, are as wanted.</summary>
    public static async Task Remove(PublicPool pool)
    {
        using var netlink = await Netlink.Open(null);
        foreach (var address in Services(pool).Append(Cidr.Text(pool.Machine)))
        {
            try
            {
                netlink.Send(NetlinkRequests.DeleteAddress(LoopbackIndex, address, 32));
            }
            catch (NativeException gone) when (gone.Error == Libc.AddressNotAvailable)
            {
                // As wanted.
            }
        }
    }

    private static IEnumerable<string> Services(PublicPool pool) => PublicServices.All.Select(service => Cidr.Text(PublicServices.Address(service, pool)));
}
