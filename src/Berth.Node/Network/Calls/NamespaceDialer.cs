using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>
/// Connects from inside one task's network namespace: names mean what the task's VPC makes of them, and every packet takes the way that the task's own would. Only the socket is made on a
/// thread inside; it stays there, whoever uses it.
/// </summary>
/// <param name="pin">Of the task's namespace.</param>
/// <param name="zone">Of the task.</param>
/// <param name="offline">Names that are not the VPC's are not asked for outside.</param>
internal sealed class NamespaceDialer(string pin, NativeInterface card, string zone, string region, PublicPool pool, VpcStates vpcs, bool offline, TimeProvider clock)
{
    private volatile bool cutOff;

    /// <summary>The last dial found no way.</summary>
    public bool IsCutOff => cutOff;

    /// <exception cref="DialException">Nobody was found there, or nobody answered, within <see cref="CallPatience.ConnectTime"/>.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var target = new Target(PublicServices.ByHostName(context.DnsEndPoint.Host, region)?.Name, context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        try
        {
            var stream = await Connect(target, cancel);
            cutOff = false;
            return stream;
        }
        catch (DialException)
        {
            cutOff = true;
            throw;
        }
    }

    private async Task<Stream> Connect(Target target, CancellationToken cancel)
    {
        var (time, since) = (CallPatience.ConnectTime(target.Service), clock.GetTimestamp());
        var addresses = await Resolve(target, time, cancel);
        DialException? first = null;
        for (var i = 0; i < addresses.Count; i++)
        {
            var left = time - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) break;
            try
            {
                return await Dial(target, addresses[i], CallPatience.ShareOf(left, addresses.Count - i), cancel);
            }
            catch (DialException failed)
            {
                first ??= failed;
            }
        }

        throw first ?? target.Unknown();
    }

    /// <returns>In the order to try them.</returns>
    private async Task<IReadOnlyList<IPAddress>> Resolve(Target target, TimeSpan time, CancellationToken cancel)
    {
        if (IPAddress.TryParse(target.HostName, out var literal)) return literal.AddressFamily == AddressFamily.InterNetwork ? [literal] : throw target.Unknown();
        if (vpcs.Find(card.VpcId) is { } known && Ask(known, target) is NameAnswer.Found at) return Addresses(at);
        using var limit = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            // A node that starts again, or whose VPC is new, may not have been told yet what the VPC is like.
            switch (Ask(vpcs.Find(card.VpcId) ?? await vpcs.Await(card.VpcId, card.NetworkGeneration, either.Token), target))
            {
                case NameAnswer.Found found: return Addresses(found);
                case NameAnswer.NoSuchName: throw target.Unknown();
                case NameAnswer.Elsewhere: return offline ? throw target.Unknown() : await System.Net.Dns.GetHostAddressesAsync(target.HostName, AddressFamily.InterNetwork, either.Token);
                case NameAnswer.Silence:
                    await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token);
                    throw target.Silent();
                case var other: throw new InvalidOperationException($"Unknown answer {other}.");
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw target.Silent();
        }
        catch (SocketException failure)
        {
            throw failure.SocketErrorCode == SocketError.TryAgain ? target.Silent(failure) : target.Unknown(failure);
        }
    }

    private NameAnswer Ask(VpcSnapshot vpc, Target target) => new VpcNames(vpc, region, pool, zone).Resolve(target.HostName);

    private static IReadOnlyList<IPAddress> Addresses(NameAnswer.Found found) => [.. found.Addresses.Select(a => new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)a))))];

    private async Task<Stream> Dial(Target target, IPAddress address, TimeSpan time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        SocketException? refused = null;
        try
        {
            while (true)
            {
                try
                {
                    return await Open(new(address, target.Port), either.Token);
                }
                catch (SocketException failure) when (target.Service is not null && failure.SocketErrorCode == SocketError.ConnectionRefused)
                {
                    refused = failure;
                }

                await Task.Delay(CallPatience.RedialPause, clock, either.Token);
            }
        }
        catch (SocketException failure)
        {
            throw target.Failed(address, failure.SocketErrorCode, failure);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw target.Failed(address, refused?.SocketErrorCode ?? SocketError.TimedOut, refused);
        }
        catch (IOException gone)
        {
            // There is no such namespace any more.
            throw target.Failed(address, SocketError.NetworkUnreachable, gone);
        }
    }

    private async Task<Stream> Open(IPEndPoint to, CancellationToken cancel)
    {
        var socket = await ShortThread.InNetwork(pin, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(to, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed record Target(string? Service, string HostName, int Port)
    {
        public DialException Unknown(Exception? cause = null) => new($"dial tcp: lookup {HostName}: no such host", Service, HostName, null, Port, CallFailure.NameNotFound, cause);

        public DialException Silent(Exception? cause = null) => new($"dial tcp: lookup {HostName}: i/o timeout", Service, HostName, null, Port, CallFailure.TimedOut, cause);

        public DialException Failed(IPAddress address, SocketError error, Exception? cause)
        {
            var (words, failure) = error switch
            {
                SocketError.TimedOut => ("i/o timeout", CallFailure.TimedOut),
                SocketError.ConnectionRefused => ("connect: connection refused", CallFailure.Refused),
                SocketError.HostUnreachable => ("connect: no route to host", CallFailure.Unreachable),
                _ => ("connect: network is unreachable", CallFailure.Unreachable),
            };
            return new($"dial tcp {address}:{Port}: {words}", Service, HostName, address.ToString(), Port, failure, cause);
        }
    }
}
