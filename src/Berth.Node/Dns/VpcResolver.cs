using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Berth.Domain.Network;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Dns;

/// <summary>
/// The resolver of one VPC on this node (AmazonProvidedDNS): answers from what the VPC is at this moment, and passes other names on to the machine's name servers. Who asks tells the
/// source address, which the router lets come from that task's interface alone.
/// </summary>
internal sealed partial class VpcResolver : IAsyncDisposable
{
    /// <summary>Questions of all tasks of the VPC that the machine's name servers have at one time. What is beyond is dropped; who asked asks again.</summary>
    private const int ForwardedMax = 1024;

    /// <summary>Connections of all tasks of the VPC at one time; what is beyond is closed.</summary>
    private const int ConnectionsMax = 1024;

    /// <summary>How long a connection may take for its next question, and to take its answer. Source: RFC 7766, 6.2.3: seconds.</summary>
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Func<VpcSnapshot> vpc;
    private readonly Cidr block;
    private readonly ResolverSockets sockets;
    private readonly VpcAnswers answers;
    private readonly DnsForwarder forwarder;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Askers askers;
    private readonly SemaphoreSlim forwards = new(ForwardedMax);
    private readonly SemaphoreSlim connections = new(ConnectionsMax);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything under way, and one for the resolver itself.</summary>
    private int underWay = 1;

    private VpcResolver(Func<VpcSnapshot> vpc, ResolverSockets sockets, VpcAnswers answers, DnsForwarder forwarder, TimeProvider clock, ILogger log)
    {
        (this.vpc, block, this.sockets, this.answers, this.forwarder, this.clock, this.log) = (vpc, vpc().Block, sockets, answers, forwarder, clock, log);
        askers = new(clock);
    }

    /// <param name="routerPin">Of the router's namespace.</param>
    /// <param name="vpc">The VPC as it is when a question comes. Its range never changes.</param>
    /// <exception cref="IOException">The addresses are somebody else's.</exception>
    public static async Task<VpcResolver> Start(string routerPin, Func<VpcSnapshot> vpc, VpcAnswers answers, DnsForwarder forwarder, TimeProvider clock, ILogger log)
    {
        var resolver = new VpcResolver(vpc, await ResolverSockets.Open(routerPin, vpc()), answers, forwarder, clock, log);
        foreach (var socket in resolver.sockets.Datagrams) _ = resolver.Guarded(() => Task.Run(() => resolver.Receive(socket)));
        foreach (var socket in resolver.sockets.Listeners) _ = resolver.Guarded(() => resolver.Accept(socket));
        return resolver;
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        sockets.Dispose();
        Leave();
        await ended.Task;
        stop.Dispose();
        forwards.Dispose();
        connections.Dispose();
    }

    private async Task Receive(Socket socket)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(DnsNumbers.PayloadMax, pinned: true);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (true)
        {
            try
            {
                var count = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, stop.Token);
                var source = SourceOf(from);
                if (!block.Contains(source) || !askers.MayAsk(source)) continue;
                switch (answers.To(buffer.AsSpan(0, count), source, vpc(), byTcp: false))
                {
                    case DnsReply.Send reply:
                        Send(socket, from, reply.Answer);
                        break;
                    case DnsReply.Forward forward:
                        Forward(socket, from, source, buffer[..count], forward.Question);
                        break;
                }
            }
            catch (SocketException failure) when (!stop.IsCancellationRequested)
            {
                LogReceive(log, failure.Message);
                await Task.Delay(RetryPause, clock, stop.Token);
            }
        }
    }

    /// <summary>The datagram's sender: family, port and address, the last two as they are sent.</summary>
    private static uint SourceOf(SocketAddress from) => BinaryPrimitives.ReadUInt32BigEndian(from.Buffer.Span[4..]);

    /// <summary>One that cannot be sent is lost, as any datagram may be: its task is gone, or the router's rules hold it back.</summary>
    private static void Send(Socket socket, SocketAddress to, byte[] answer)
    {
        try
        {
            socket.SendTo(answer, SocketFlags.None, to);
        }
        catch (SocketException)
        {
            // Lost.
        }
    }

    private void Forward(Socket socket, SocketAddress from, uint source, byte[] message, DnsQuestion question)
    {
        if (!askers.TryForward(source)) return;
        if (!forwards.Wait(0))
        {
            askers.Forwarded(source);
            return;
        }

        var to = new SocketAddress(AddressFamily.InterNetwork);
        from.Buffer.CopyTo(to.Buffer);
        _ = Guarded(async () =>
        {
            try
            {
                var answer = await Ask(message, question, byTcp: false);
                Send(socket, to, answer.Length > question.PayloadMax ? DnsAnswer.Truncated(question) : answer);
            }
            finally
            {
                forwards.Release();
                askers.Forwarded(source);
            }
        });
    }

    private async Task<byte[]> Ask(ReadOnlyMemory<byte> message, DnsQuestion question, bool byTcp) =>
        await forwarder.Ask(message, question, byTcp, stop.Token) ?? DnsAnswer.Coded(question, DnsCode.ServerFailure);

    private async Task Accept(Socket listener)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync(stop.Token);
                if (socket.RemoteEndPoint is not IPEndPoint from || !TryConnect(BinaryPrimitives.ReadUInt32BigEndian(from.Address.GetAddressBytes()), out var source)) socket.Dispose();
                else _ = Guarded(() => Serve(socket, source));
            }
            catch (SocketException failure) when (!stop.IsCancellationRequested)
            {
                LogReceive(log, failure.Message);
                await Task.Delay(RetryPause, clock, stop.Token);
            }
        }
    }

    private bool TryConnect(uint address, out uint source)
    {
        source = address;
        if (!block.Contains(source) || !askers.TryConnect(source)) return false;
        if (connections.Wait(0)) return true;
        askers.Disconnected(source);
        return false;
    }

    /// <summary>One question after the other; a client that sends many at once gets their answers in that order.</summary>
    private async Task Serve(Socket socket, uint source)
    {
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ServeOne(stream, source))
            {
                // The next one.
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // The client went away, or took too long.
        }
        finally
        {
            connections.Release();
            askers.Disconnected(source);
        }
    }

    /// <returns>False when the connection has no more to say, or says what we do not listen to.</returns>
    private async Task<bool> ServeOne(NetworkStream stream, uint source)
    {
        using var idle = new CancellationTokenSource(IdleMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stop.Token);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, either.Token);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        if (message.Length > DnsNumbers.PayloadMax) return false;
        await stream.ReadExactlyAsync(message, either.Token);
        if (!askers.MayAsk(source)) return true;
        var answer = answers.To(message, source, vpc(), byTcp: true) switch
        {
            DnsReply.Send reply => reply.Answer,
            DnsReply.Forward forward => await Ask(message, forward.Question, byTcp: true),
            _ => null,
        };
        if (answer is null) return false;
        using var slow = new CancellationTokenSource(IdleMax, clock);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, stop.Token);
        await stream.WriteAsync(DnsForwarder.Framed(answer), sending.Token);
        return true;
    }

    /// <summary>Whatever happens to one question must not reach the others; the resolver ends when all have ended.</summary>
    private async Task Guarded(Func<Task> work)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            await work();
        }
        catch (Exception over) when (stop.IsCancellationRequested && over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // As wanted.
        }
#pragma warning disable CA1031 // It belongs to nobody who could be told.
        catch (Exception failure)
        {
            LogUnexpected(log, failure);
        }
#pragma warning restore CA1031
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref underWay) == 0) ended.TrySetResult();
    }

    [LoggerMessage(3431, LogLevel.Warning, "A VPC's resolver could not read its socket: {Reason}")]
    private static partial void LogReceive(ILogger log, string reason);

    [LoggerMessage(3432, LogLevel.Error, "A VPC's resolver failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger log, Exception failure);
}
