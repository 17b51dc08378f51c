using System.Net;
using System.Net.Sockets;
using Berth.Bench.Load;

namespace Berth.Bench;

/// <summary>Asks a server that is just starting.</summary>
internal static class FirstAnswers
{
    /// <returns>False while nobody listens, or what listens does not answer with 200 yet.</returns>
    public static Task<bool> Answers(IPEndPoint endpoint, byte[] request)
    {
        try
        {
            using var connection = new KeepAliveConnection(endpoint);
            connection.Exchange(request);
            return Task.FromResult(true);
        }
        catch (Exception notYet) when (notYet is SocketException or InvalidOperationException)
        {
            return Task.FromResult(false);
        }
    }
}
