using Berth.Domain.Network;
using Berth.Node.Reconcile;

namespace Berth.Node.Network;

/// <summary>Takes a free /20 of 198.18.0.0/16 for this installation, by a route on the machine: what others have taken shows in the routing table.</summary>
public static class PoolClaim
{
    private const int PrefixLength = 20;
    private static readonly Cidr Whole = Cidr.Parse("198.18.0.0/16");

    /// <summary>The range stays the same for as long as the data directory keeps it and nobody else has taken it.</summary>
    /// <exception cref="InvalidOperationException">Sixteen installations on this machine have them all.</exception>
    public static async Task<PublicPool> Take(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "public-pool.json");
        using var netlink = await Netlink.Open(null);
        if (KeptFile.Read<Kept>(path) is { } kept)
        {
            var own = Cidr.Parse(kept.Range);

            // A claim that is there since before this start of the machine is ours; after a restart nobody's is, until somebody makes it.
            if (!Claim(netlink, own) && kept.Boot is { } boot && boot != MachineBoot.OfMachine().Id)
                throw new InvalidOperationException($"The addresses {own} of this installation were taken by another one since the machine started. Stop that one and remove it (./berth down --purge --data DIR), or start this one before it.");
            KeptFile.Write(path, new Kept(kept.Range, MachineBoot.OfMachine().Id), flush: true);
            return new(own);
        }

        var taken = Routes();
        for (var first = Whole.First; first < Whole.Last; first += 1u << (32 - PrefixLength))
        {
            var range = new Cidr(first, PrefixLength);

            // Of two that start at once, the kernel lets one have it.
            if (taken.Any(range.Contains) || !Claim(netlink, range)) continue;
            KeptFile.Write(path, new Kept(range.ToString(), MachineBoot.OfMachine().Id), flush: true);
            return new(range);
        }

        throw new InvalidOperationException($"Every /{PrefixLength} of {Whole} is taken on this machine. Remove an installation that is not needed: ./berth down --purge --data DIR");
    }

    /// <summary>Gives the range back, and with it the addresses that the machine has of it.</summary>
    public static async Task Release(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "public-pool.json");
        if (KeptFile.Read<Kept>(path) is not { } kept || (kept.Boot is { } boot && boot != MachineBoot.OfMachine().Id)) return;
        await ServiceAddresses.Remove(new(Cidr.Parse(kept.Range)));
        using var netlink = await Netlink.Open(null);
        try
        {
            netlink.Send(NetlinkRequests.DeleteBlackholeRoute(Cidr.Parse(kept.Range)));
        }
        catch (Native.NativeException)
        {
            // Gone already, with a reboot.
        }
    }

    /// <returns>False when the range has its route already.</returns>
    private static bool Claim(Netlink netlink, Cidr range)
    {
        try
        {
            netlink.Send(NetlinkRequests.ClaimByBlackhole(range));
            return true;
        }
        catch (Native.NativeException taken) when (taken.Error == Native.Libc.Exists)
        {
            return false;
        }
    }

    /// <summary>Destinations in /proc/net/route are little-endian hexadecimal; blackholes stand there too, under the interface *.</summary>
    private static List<uint> Routes() =>
    [
        .. File.ReadLines("/proc/net/route").Skip(1).Select(line => line.Split('\t'))
            .Where(fields => fields.Length > 1)
            .Select(fields => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(uint.Parse(fields[1], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture))),
    ];

    /// <param name="Boot">Of the machine when the claim was made last; null in files from before this was kept.</param>
    private sealed record Kept(string Range, string? Boot = null);
}
