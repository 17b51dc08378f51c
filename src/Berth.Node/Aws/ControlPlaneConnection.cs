using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Berth.Domain.Kernel;

namespace Berth.Node.Aws;

/// <summary>
/// How requests of the node connect. The control plane of this machine is waited for while it does not listen: a server that starts again goes on with its tasks before it listens, and a
/// task must not fail for that.
/// </summary>
internal sealed class ControlPlaneConnection(BerthInstance berth, TimeProvider clock)
{
    /// <summary>Less than a request has, so that its error is still the connection's own.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="SocketException">The address refused, for longer than our patience when it is the control plane's.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var own = context.DnsEndPoint.Port == berth.Port && context.DnsEndPoint.Host == berth.LoopbackEndpoint.Host;
        for (var since = clock.GetTimestamp(); ;)
        {
            try
            {
                return await Dial(context.DnsEndPoint, cancel);
            }
            catch (SocketException refused) when (own && refused.SocketErrorCode == SocketError.ConnectionRefused && clock.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }

    private static async Task<Stream> Dial(DnsEndPoint to, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
