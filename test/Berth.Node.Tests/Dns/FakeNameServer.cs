using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Berth.Node.Tests.Dns;

/// <summary>A name server of the machine, on loopback, UDP and TCP at one port: says what it is told to say.</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<byte[], bool, byte[]?> answer;
    private readonly Task[] work;

    /// <param name="answer">To a message, and whether it came by TCP; null for none.</param>
    public FakeNameServer(Func<byte[], bool, byte[]?> answer)
    {
        this.answer = answer;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        datagrams.Bind(Address);
        work = [Datagrams(), Connections()];
    }

    public IPEndPoint Address => (IPEndPoint)listener.LocalEndPoint!;

    public int Asked { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(work).ContinueWith(_ => { }, TaskScheduler.Default);
        datagrams.Dispose();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task Datagrams()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var got = await datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), stop.Token);
            Asked++;
            if (answer(buffer[..got.ReceivedBytes], false) is { } reply) await datagrams.SendToAsync(reply, got.RemoteEndPoint, stop.Token);
        }
    }

    private async Task Connections()
    {
        while (true)
        {
            using var socket = await listener.AcceptAsync(stop.Token);
            await using var stream = new NetworkStream(socket);
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, stop.Token);
            var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(message, stop.Token);
            if (answer(message, true) is { } reply) await stream.WriteAsync((byte[])[(byte)(reply.Length >> 8), (byte)reply.Length, .. reply], stop.Token);
        }
    }
}
