using System.Buffers.Binary;
using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>The connections that a namespace tracks. Source: linux/netfilter/nfnetlink_conntrack.h.</summary>
internal static class ConnectionTable
{
    private const short Get = 0x101;
    private const short Delete = 0x102;
    private const short Dump = 0x300;
    private const int Original = 1;
    private const int Reply = 2;
    private const int TupleIp = 1;
    private const int Nested = 0x8000;

    /// <summary>CTA_IP_V4_SRC and CTA_IP_V4_DST.</summary>
    private static readonly int[] Sides = [1, 2];

    /// <summary>struct nfgenmsg for IPv4.</summary>
    private static readonly byte[] General = [2, 0, 0, 0];

    /// <summary>Forgets every connection from or to one of these addresses: who has an address next must not inherit what its last owner had admitted.</summary>
    /// <param name="pin">Of the namespace.</param>
    /// <returns>How many there were.</returns>
    public static Task<int> Forget(string pin, IReadOnlySet<uint> addresses) => ShortThread.InNetwork(pin, () =>
    {
        using var netlink = Netlink.OpenHere(Netlink.Netfilter);
        var forgotten = 0;
        foreach (var connection in netlink.Dump(new NetlinkMessage("list connections", Get, Dump).Raw(General)))
        {
            var (original, reply) = (Find(connection.AsSpan(General.Length), Original), Find(connection.AsSpan(General.Length), Reply));
            if (original is null || !addresses.Overlaps([.. Ends(original), .. Ends(reply)])) continue;
            try
            {
                netlink.Send(new NetlinkMessage("forget a connection", Delete, 0).Raw(General).Attribute(unchecked((short)(Original | Nested)), original));
                forgotten++;
            }
            catch (NativeException gone) when (gone.Error == Libc.NoEntry)
            {
                // It ended by itself.
            }
        }

        return forgotten;
    });

    /// <summary>Source and destination of a tuple.</summary>
    private static uint[] Ends(byte[]? tuple)
    {
        if (tuple is null || Find(tuple, TupleIp) is not { } ip) return [];
        return [.. Sides.Select(kind => Find(ip, kind)).OfType<byte[]>().Where(address => address.Length == 4).Select(address => BinaryPrimitives.ReadUInt32BigEndian(address))];
    }

    /// <returns>An attribute's content; null when it is not there.</returns>
    private static byte[]? Find(ReadOnlySpan<byte> attributes, int kind)
    {
        for (var at = 0; at + 4 <= attributes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(attributes[at..]);
            if (length < 4 || at + length > attributes.Length) return null;
            if ((BinaryPrimitives.ReadUInt16LittleEndian(attributes[(at + 2)..]) & 0x3fff) == kind) return attributes.Slice(at + 4, length - 4).ToArray();
            at += (length + 3) & ~3;
        }

        return null;
    }
}
