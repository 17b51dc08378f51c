using System.Buffers.Binary;
using System.Globalization;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>The few requests that a task's network is made of.</summary>
internal static class NetlinkRequests
{
    private const byte Ipv4 = 2;
    private const int LinkUp = 1;
    private const byte MainTable = 254;
    private const byte StaticProtocol = 4;
    private const byte ScopeGlobal = 0;
    private const byte ScopeLink = 253;
    private const byte ScopeHost = 254;
    private const byte Unicast = 1;
    private const byte Blackhole = 6;

    /// <summary>A pair of links: one here and up, the other in another namespace.</summary>
    /// <param name="peerMac">Null: the kernel's choice.</param>
    public static NetlinkMessage VethPair(string name, string peerName, int peerNamespace, string? peerMac) =>
        new NetlinkMessage($"make link {name}", NetlinkMessage.NewLink, NetlinkMessage.Create | NetlinkMessage.Exclusive)
            .Raw(LinkHeader(0, LinkUp)).Text(NetlinkMessage.LinkName, name)
            .Nested(NetlinkMessage.LinkInfo, info => info.Text(NetlinkMessage.InfoKind, "veth").Nested(NetlinkMessage.InfoData, data => data.Nested(NetlinkMessage.VethPeer, peer =>
            {
                peer.Raw(LinkHeader(0, 0)).Text(NetlinkMessage.LinkName, peerName).Number(NetlinkMessage.LinkNamespaceFd, peerNamespace);
                if (peerMac is not null) peer.Attribute(NetlinkMessage.LinkAddress, Mac(peerMac));
            })));

    public static NetlinkMessage Up(int index) => new NetlinkMessage("set link up", NetlinkMessage.NewLink, 0).Raw(LinkHeader(index, LinkUp));

    public static NetlinkMessage Delete(int index) => new NetlinkMessage("delete link", NetlinkMessage.DeleteLink, 0).Raw(LinkHeader(index, 0));

    public static NetlinkMessage Address(int index, string address, int prefixLength) =>
        new NetlinkMessage($"add address {address}/{prefixLength}", NetlinkMessage.NewAddress, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Raw(AddressHeader(index, prefixLength)).Attribute(NetlinkMessage.AddressLocal, Bytes(address)).Attribute(NetlinkMessage.AddressAddress, Bytes(address));

    /// <summary>An address at which the machine listens and that it never takes as the source of what it sends on its own account.</summary>
    public static NetlinkMessage HostAddress(int index, string address) =>
        new NetlinkMessage($"add address {address}/32", NetlinkMessage.NewAddress, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Raw(AddressHeader(index, 32, ScopeHost)).Attribute(NetlinkMessage.AddressLocal, Bytes(address)).Attribute(NetlinkMessage.AddressAddress, Bytes(address));

    public static NetlinkMessage DeleteAddress(int index, string address, int prefixLength) =>
        new NetlinkMessage($"delete address {address}/{prefixLength}", NetlinkMessage.DeleteAddress, 0)
            .Raw(AddressHeader(index, prefixLength)).Attribute(NetlinkMessage.AddressLocal, Bytes(address)).Attribute(NetlinkMessage.AddressAddress, Bytes(address));

    public static NetlinkMessage DefaultRoute(string gateway, int index) =>
        new NetlinkMessage($"add default route by {gateway}", NetlinkMessage.NewRoute, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Raw(RouteHeader(0, Unicast, ScopeGlobal)).Attribute(NetlinkMessage.RouteGateway, Bytes(gateway)).Number(NetlinkMessage.RouteOutputLink, index);

    /// <summary>One address behind a link.</summary>
    public static NetlinkMessage HostRoute(string address, int index) =>
        new NetlinkMessage($"add route to {address}", NetlinkMessage.NewRoute, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Raw(RouteHeader(32, Unicast, ScopeLink)).Attribute(NetlinkMessage.RouteDestination, Bytes(address)).Number(NetlinkMessage.RouteOutputLink, index);

    public static NetlinkMessage HostRouteBy(string address, string gateway, int index) =>
        new NetlinkMessage($"add route to {address}", NetlinkMessage.NewRoute, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Raw(RouteHeader(32, Unicast, ScopeGlobal)).Attribute(NetlinkMessage.RouteDestination, Bytes(address))
            .Attribute(NetlinkMessage.RouteGateway, Bytes(gateway)).Number(NetlinkMessage.RouteOutputLink, index);

    /// <summary>Only the route over this link: the address may lead elsewhere by now.</summary>
    public static NetlinkMessage DeleteHostRoute(string address, int index) =>
        new NetlinkMessage($"delete route to {address}", NetlinkMessage.DeleteRoute, 0)
            .Raw(RouteHeader(32, 0, 255)).Attribute(NetlinkMessage.RouteDestination, Bytes(address)).Number(NetlinkMessage.RouteOutputLink, index);

    /// <summary>What has no better route vanishes.</summary>
    public static NetlinkMessage BlackholeRoute(Cidr range) =>
        new NetlinkMessage($"add blackhole {range}", NetlinkMessage.NewRoute, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Raw(RouteHeader(range.PrefixLength, Blackhole, ScopeGlobal)).Attribute(NetlinkMessage.RouteDestination, Bytes(Cidr.Text(range.First)));

    /// <summary>The same, refused when the range has a route of its own already.</summary>
    public static NetlinkMessage ClaimByBlackhole(Cidr range) =>
        new NetlinkMessage($"claim {range}", NetlinkMessage.NewRoute, NetlinkMessage.Create | NetlinkMessage.Exclusive)
            .Raw(RouteHeader(range.PrefixLength, Blackhole, ScopeGlobal)).Attribute(NetlinkMessage.RouteDestination, Bytes(Cidr.Text(range.First)));

    public static NetlinkMessage DeleteBlackholeRoute(Cidr range) =>
        new NetlinkMessage($"delete blackhole {range}", NetlinkMessage.DeleteRoute, 0)
            .Raw(RouteHeader(range.PrefixLength, Blackhole, ScopeGlobal)).Attribute(NetlinkMessage.RouteDestination, Bytes(Cidr.Text(range.First)));

    private static byte[] LinkHeader(int index, int flags)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), flags);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), flags);
        return header;
    }

    private static byte[] AddressHeader(int index, int prefixLength, byte scope = ScopeGlobal)
    {
        var header = new byte[8];
        header[0] = Ipv4;
        header[1] = (byte)prefixLength;
        header[3] = scope;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
        return header;
    }

    private static byte[] RouteHeader(int prefixLength, byte kind, byte scope) => [Ipv4, (byte)prefixLength, 0, 0, MainTable, StaticProtocol, scope, kind, 0, 0, 0, 0];

    private static byte[] Bytes(string address)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Cidr.ParseAddress(address));
        return bytes;
    }

    private static byte[] Mac(string text) => [.. text.Split(':').Select(part => byte.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
