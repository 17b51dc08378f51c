using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Berth.Node.Native;
using Berth.Testing.Dns;

namespace Berth.Node.Tests.Dns;

/// <summary>A client inside a network namespace.</summary>
internal sealed class DnsClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket socket;

    private DnsClient(Socket socket) => this.socket = socket;

    public Socket Socket => socket;

    /// <param name="pin">Of the namespace.</param>
    public static async Task<DnsClient> Open(string pin, string server, bool byTcp = false)
    {
        var made = await ShortThread.InNetwork(pin, () => byTcp ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        await made.ConnectAsync(new IPEndPoint(IPAddress.Parse(server), 53)).WaitAsync(Patience);
        return new(made);
    }

    /// <summary>Asks one question and reads what comes.</summary>
    public static async Task<DnsReading> Ask(string pin, string server, byte[] message, bool byTcp = false)
    {
        using var client = await Open(pin, server, byTcp);
        await client.Send(message);
        return await client.Receive();
    }

    public async Task Send(byte[] message) =>
        await socket.SendAsync(socket.SocketType == SocketType.Stream ? [(byte)(message.Length >> 8), (byte)message.Length, .. message] : message).WaitAsync(Patience);

    /// <exception cref="EndOfStreamException">The connection was closed.</exception>
    public async Task<DnsReading> Receive()
    {
        if (socket.SocketType == SocketType.Dgram)
        {
            var buffer = new byte[65535];
            return DnsReading.Of(buffer.AsSpan(0, await socket.ReceiveAsync(buffer).WaitAsync(Patience)));
        }

        await using var stream = new NetworkStream(socket);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length).AsTask().WaitAsync(Patience);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message).AsTask().WaitAsync(Patience);
        return DnsReading.Of(message);
    }

    public void Dispose() => socket.Dispose();
}
