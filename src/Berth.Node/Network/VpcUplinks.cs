using System.Buffers.Binary;
using System.Net;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>Tells behind which VPC's router an address is. Read from the file that gives VPCs their numbers, and again whenever that changed, so that it is right before this process has opened a router.</summary>
public sealed class VpcUplinks(BerthInstance berth, PublicPool pool)
{
    private Known? known;

    /// <returns>Null for an address that is no router's.</returns>
    public string? VpcOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.MapToIPv4().TryWriteBytes(bytes, out var length) || length != 4 || UplinkAddresses.NumberOf(pool, BinaryPrimitives.ReadUInt32BigEndian(bytes)) is not { } number) return null;
        return Read().GetValueOrDefault(number);
    }

    private IReadOnlyDictionary<int, string> Read()
    {
        // Asked before the file is read: what changes meanwhile is read again next time.
        var changes = VpcNumbers.Changes;
        if (Volatile.Read(ref known) is { } current && current.Changes == changes) return current.VpcIds;
        var fresh = new Known(changes, VpcNumbers.Read(TaskNetwork.PinDirectory(berth)).ToDictionary(n => n.Value, n => n.Key));
        Volatile.Write(ref known, fresh);
        return fresh.VpcIds;
    }

    private sealed record Known(long Changes, IReadOnlyDictionary<int, string> VpcIds);
}
