using System.Net;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Node.Native;
using Berth.Node.Network;

namespace Berth.Node.Dns;

/// <summary>Where a VPC's resolver listens: UDP and TCP at the VPC's base address plus two and at 169.254.169.253, which stand on the loopback of its router.</summary>
internal sealed record ResolverSockets(IReadOnlyList<Socket> Datagrams, IReadOnlyList<Socket> Listeners) : IDisposable
{
    private const int Port = 53;
    private const int LoopbackIndex = 1;
    private const int Backlog = 128;

    /// <summary>What arrives while others are served waits here; the kernel charges it for whole pages.</summary>
    private const int ReceiveBytes = 4 * 1024 * 1024;

    /// <param name="routerPin">Of the router's namespace. Addresses that are there already stay.</param>
    /// <exception cref="IOException">Somebody else has the port.</exception>
    public static Task<ResolverSockets> Open(string routerPin, VpcSnapshot vpc) => ShortThread.InNetwork(routerPin, () =>
    {
        string[] addresses = [Cidr.Text(vpc.ResolverAddress), NameSettings.LinkLocalResolver];
        using (var links = Netlink.OpenHere())
            foreach (var address in addresses) links.Send(NetlinkRequests.Address(LoopbackIndex, address, 32));
        var (datagrams, listeners) = (new List<Socket>(), new List<Socket>());
        var made = new ResolverSockets(datagrams, listeners);
        try
        {
            foreach (var address in addresses.Select(IPAddress.Parse))
            {
                // A socket stays in the namespace in which it was made, whoever uses it.
                datagrams.Add(new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
                datagrams[^1].Bind(new IPEndPoint(address, Port));
                EnlargeBuffer(datagrams[^1]);
                listeners.Add(new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                listeners[^1].Bind(new IPEndPoint(address, Port));
                listeners[^1].Listen(Backlog);
            }

            return made;
        }
        catch (SocketException refused)
        {
            made.Dispose();
            throw new IOException($"listen on port {Port} of the VPC's resolver: {refused.Message}", refused);
        }
    });

    public void Dispose()
    {
        foreach (var socket in Datagrams.Concat(Listeners)) socket.Dispose();
    }

    /// <summary>Beyond the machine's own limit, which root may; without that right the usual size must do.</summary>
    private static void EnlargeBuffer(Socket socket)
    {
        const int SocketLevel = 1;
        const int ReceiveBufferForce = 33;
        try
        {
            Span<byte> size = stackalloc byte[sizeof(int)];
            BitConverter.TryWriteBytes(size, ReceiveBytes);
            socket.SetRawSocketOption(SocketLevel, ReceiveBufferForce, size);
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = ReceiveBytes;
        }
    }
}
