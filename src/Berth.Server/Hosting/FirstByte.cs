using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Berth.Server.Hosting;

/// <summary>Tells TLS from plain HTTP by the first byte that a client sends, and leaves it where it is.</summary>
internal static class FirstByte
{
    /// <summary>A client that says nothing for longer is let go: a connection to a service is made to ask something.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The record type of a handshake, with which every TLS client begins; no HTTP method begins with it. Source: RFC 8446, 5.1.</summary>
    private const byte TlsHandshake = 0x16;

    /// <summary>Serves a connection one way or the other; returns at once, and so closes it, when nothing comes.</summary>
    public static async Task Choose(ConnectionContext connection, ConnectionDelegate tls, ConnectionDelegate plain, TimeProvider clock)
    {
        if (await Peek(connection, clock) is { } first) await (first == TlsHandshake ? tls : plain)(connection);
    }

    private static async Task<byte?> Peek(ConnectionContext connection, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, closing, connection.ConnectionClosed);
        var input = connection.Transport.Input;
        try
        {
            var read = await input.ReadAsync(end.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
