using System.Buffers.Binary;
using System.Net;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>Tells behind which VPC's router an address is. Read from the file that gives VPCs their numbers, and again whenever that changed, so that it is right before this process has opened a router.</summary>
public sealed class VpcUplinks(BerthInstance berth, PublicPool pool)
{
    private readonly string path = VpcNumbers.PathIn(TaskNetwork.PinDirectory(berth));
    private Known known = new(DateTime.MinValue, new Dictionary<int, string>());

    /// <returns>Null for an address that is no router's.</returns>
    public string? VpcOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.MapToIPv4().TryWriteBytes(bytes, out var length) || length != 4 || UplinkAddresses.NumberOf(pool, BinaryPrimitives.ReadUInt32BigEndian(bytes)) is not { } number) return null;
        return Read().GetValueOrDefault(number);
    }

    private IReadOnlyDictionary<int, string> Read()
    {
        var writtenAt = File.GetLastWriteTimeUtc(path);
        if (Volatile.Read(ref known) is var current && current.WrittenAt == writtenAt) return current.VpcIds;
        var fresh = new Known(writtenAt, VpcNumbers.Read(TaskNetwork.PinDirectory(berth)).ToDictionary(n => n.Value, n => n.Key));
        Volatile.Write(ref known, fresh);
        return fresh.VpcIds;
    }

    private sealed record Known(DateTime WrittenAt, IReadOnlyDictionary<int, string> VpcIds);
}
