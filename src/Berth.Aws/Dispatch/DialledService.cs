using System.Buffers.Binary;
using Berth.Domain.Network;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Dispatch;

/// <summary>Which service a connection was dialled at: its local address says it, and nothing that the caller sends.</summary>
internal sealed class DialledService(PublicPool pool)
{
    /// <returns>Null at the port of every API.</returns>
    public PublicService? Of(HttpContext http)
    {
        Span<byte> bytes = stackalloc byte[16];
        return http.Connection.LocalIpAddress is { } address && address.MapToIPv4().TryWriteBytes(bytes, out var length) && length == 4
            ? PublicServices.ByAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes), pool)
            : null;
    }
}
