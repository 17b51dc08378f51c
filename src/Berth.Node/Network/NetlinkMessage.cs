using System.Buffers.Binary;
using System.Text;

namespace Berth.Node.Network;

/// <summary>Builds one route netlink request. Source: linux/rtnetlink.h, linux/if_link.h.</summary>
/// <param name="what">For errors: what was tried.</param>
internal sealed class NetlinkMessage(string what, short type, short flags)
{
    public const short NewLink = 16;
    public const short DeleteLink = 17;
    public const short GetLink = 18;
    public const short NewAddress = 20;
    public const short DeleteAddress = 21;
    public const short NewRoute = 24;
    public const short DeleteRoute = 25;
    public const short Create = 0x400;
    public const short Exclusive = 0x200;
    public const short Replace = 0x100;

    public const short LinkAddress = 1;
    public const short LinkName = 3;
    public const short LinkMtu = 4;
    public const short LinkInfo = 18;
    public const short LinkNamespaceFd = 28;
    public const short InfoKind = 1;
    public const short InfoData = 2;
    public const short VethPeer = 1;
    public const short AddressAddress = 1;
    public const short AddressLocal = 2;
    public const short RouteDestination = 1;
    public const short RouteOutputLink = 4;
    public const short RouteGateway = 5;

    private const int HeaderBytes = 16;
    private const short Request = 1;
    private const short Acknowledge = 4;
    private readonly List<byte> body = [];

    public string What { get; } = what;

    public NetlinkMessage Raw(ReadOnlySpan<byte> bytes)
    {
        body.AddRange(bytes);
        return this;
    }

    public NetlinkMessage Attribute(short kind, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteInt16LittleEndian(head, (short)(4 + value.Length));
        BinaryPrimitives.WriteInt16LittleEndian(head[2..], kind);
        body.AddRange(head);
        body.AddRange(value);
        while (body.Count % 4 != 0) body.Add(0);
        return this;
    }

    public NetlinkMessage Text(short kind, string text) => Attribute(kind, Encoding.UTF8.GetBytes(text + "\0"));

    public NetlinkMessage Number(short kind, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Attribute(kind, bytes);
    }

    public NetlinkMessage Nested(short kind, Action<NetlinkMessage> content)
    {
        var inner = new NetlinkMessage(What, 0, 0);
        content(inner);
        return Attribute(kind, inner.body.ToArray());
    }

    public byte[] Finish(uint sequence, bool acknowledge)
    {
        var message = new byte[HeaderBytes + body.Count];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteInt16LittleEndian(message.AsSpan(6), (short)(Request | (acknowledge ? Acknowledge : 0) | (ushort)flags));
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        body.ToArray().CopyTo(message.AsSpan(HeaderBytes));
        return message;
    }
}
