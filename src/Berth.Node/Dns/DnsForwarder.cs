using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Berth.Node.Dns;

/// <summary>
/// Asks the machine's name servers, from the machine's own namespace, with the bytes that were asked with. Each question has a socket of its own, whose port and id together are what
/// somebody else would have to guess to answer it.
/// </summary>
/// <param name="servers">As they are now, in order.</param>
internal sealed class DnsForwarder(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider clock)
{
    /// <summary>For each server, TCP included.</summary>
    public static readonly TimeSpan PatiencePerServer = TimeSpan.FromSeconds(2);

    /// <param name="message">As it came in.</param>
    /// <param name="byTcp">It came by TCP: an answer that does not fit into UDP is fetched whole.</param>
    /// <returns>The first answer that helps, as it was sent; else the last that said that its server cannot; null when nobody answered.</returns>
    public async Task<byte[]?> Ask(ReadOnlyMemory<byte> message, DnsQuestion question, bool byTcp, CancellationToken cancel)
    {
        byte[]? unhelpful = null;
        foreach (var server in servers())
        {
            using var patience = new CancellationTokenSource(PatiencePerServer, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            try
            {
                var answer = await AskByUdp(server, message, question, either.Token);
                if (byTcp && DnsQuestion.IsTruncated(answer)) answer = await AskByTcp(server, message, question, either.Token) ?? answer;
                if (DnsQuestion.CodeOf(answer) is not (DnsCode.ServerFailure or DnsCode.Refused or DnsCode.NotImplemented)) return answer;
                unhelpful = answer;
            }
            catch (Exception silent) when (silent is SocketException or IOException || (silent is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // The next one may know.
            }
        }

        return unhelpful;
    }

    private static async Task<byte[]> AskByUdp(IPEndPoint server, ReadOnlyMemory<byte> message, DnsQuestion question, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancel);
        await socket.SendAsync(message, cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(ushort.MaxValue);
        try
        {
            while (true)
            {
                var count = await socket.ReceiveAsync(buffer, cancel);
                if (question.IsAnsweredBy(buffer.AsSpan(0, count))) return buffer[..count];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Null when what came is no answer to the question.</returns>
    private static async Task<byte[]?> AskByTcp(IPEndPoint server, ReadOnlyMemory<byte> message, DnsQuestion question, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancel);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Framed(message.Span), cancel);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancel);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancel);
        return question.IsAnsweredBy(answer) ? answer : null;
    }

    /// <summary>As TCP carries it: its length in front. Source: RFC 1035, 4.2.2.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> message)
    {
        var framed = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed.AsSpan(2));
        return framed;
    }
}
