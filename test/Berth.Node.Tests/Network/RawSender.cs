using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Node.Native;
using Berth.Node.Network;

namespace Berth.Node.Tests.Network;

/// <summary>A container with NET_RAW: it writes whole Ethernet frames on its interface, whatever they say.</summary>
internal sealed class RawSender : IDisposable
{
    private const short Arp = 0x0806;
    private const short Ipv4 = 0x0800;
    private readonly Socket socket;
    private readonly int link;
    private readonly string router;

    private RawSender(Socket socket, int link, string router) => (this.socket, this.link, this.router) = (socket, link, router);

    /// <param name="neighbour">One that the member has connected to: for it, too, the router answers ARP.</param>
    public static Task<RawSender> Open(RouterScene.Member member, RouterScene.Member neighbour) => ShortThread.InNetwork(member.Pin, () =>
    {
        using var links = Netlink.OpenHere();
        var known = File.ReadLines("/proc/thread-self/net/arp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(fields => fields[0] == neighbour.Address);
        return new RawSender(new Socket(AddressFamily.Packet, SocketType.Raw, 0), links.IndexOf("eth0")!.Value, known[3]);
    });

    /// <summary>"I am ADDRESS, and this is my hardware address", to everybody.</summary>
    public void ClaimByArp(uint address, string mac) => Send(Arp, "ff:ff:ff:ff:ff:ff", mac,
        [0, 1, 8, 0, 6, 4, 0, 1, .. Hardware(mac), .. Bytes(address), 0, 0, 0, 0, 0, 0, .. Bytes(address)]);

    /// <summary>A UDP packet that says it is from another.</summary>
    public void SendUdp(uint source, string sourceMac, uint destination, int port)
    {
        byte[] udp = [0x9c, 0x40, (byte)(port >> 8), (byte)port, 0, 9, 0, 0, 0x41];
        byte[] head = [0x45, 0, 0, (byte)(20 + udp.Length), 0, 1, 0, 0, 64, Protocols.Udp, 0, 0, .. Bytes(source), .. Bytes(destination)];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(10), Checksum(head));
        Send(Ipv4, router, sourceMac, [.. head, .. udp]);
    }

    public void Dispose() => socket.Dispose();

    private void Send(short protocol, string to, string from, byte[] payload)
    {
        byte[] frame = [.. Hardware(to), .. Hardware(from), (byte)(protocol >> 8), (byte)(protocol & 255), .. payload];
        socket.SendTo(frame, new LinkEndPoint(link, protocol));
    }

    private static byte[] Hardware(string mac) => Convert.FromHexString(mac.Replace(":", "", StringComparison.Ordinal));

    private static byte[] Bytes(uint address) => [(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address];

    private static ushort Checksum(ReadOnlySpan<byte> head)
    {
        var sum = 0u;
        for (var i = 0; i < head.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(head[i..]);
        while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>struct sockaddr_ll. Source: packet(7).</summary>
    private sealed class LinkEndPoint(int link, short protocol) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            address[2] = (byte)(protocol >> 8);
            address[3] = (byte)(protocol & 255);
            for (var i = 0; i < 4; i++) address[4 + i] = (byte)(link >> (8 * i));
            address[11] = 6;
            for (var i = 12; i < 18; i++) address[i] = 0xff;
            return address;
        }
    }
}
