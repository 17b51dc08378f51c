using System.Net.WebSockets;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Node.Aws;

namespace Berth.Node.Agent;

/// <summary>Opens a signed websocket of the agent API.</summary>
internal sealed class AgentSocket(BerthInstance berth, IInstanceCredentials credentials, TimeProvider clock)
{
    public async Task<ClientWebSocket> Open(Uri endpoint, IReadOnlyDictionary<string, string> query, CancellationToken cancel)
    {
        var uri = new Uri($"{endpoint}?{string.Join('&', query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{SignatureV4.Encode(q.Key)}={SignatureV4.Encode(q.Value)}"))}");
        var headers = RequestSigner.Sign("GET", uri, "ecs", berth.Scope.Region, new Dictionary<string, string>(), SignatureV4.EmptyBodyHash, await credentials.Get(cancel), clock.GetUtcNow());
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.Proxy = null;
            foreach (var (name, value) in headers.Where(h => h.Key != "host")) socket.Options.SetRequestHeader(name, value);
            await socket.ConnectAsync(uri, cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
