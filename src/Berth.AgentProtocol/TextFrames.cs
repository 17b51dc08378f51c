using System.Net.WebSockets;
using System.Text;

namespace Berth.AgentProtocol;

/// <summary>Whole text messages over a websocket, with a limit on their size.</summary>
public static class TextFrames
{
    public const int BytesMax = 4 << 20;

    /// <returns>Null when the other side closed.</returns>
    /// <exception cref="WebSocketException">The connection broke, or a message was too large.</exception>
    public static async Task<string?> Receive(WebSocket socket, CancellationToken cancel)
    {
        var piece = new byte[16 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var result = await socket.ReceiveAsync(piece.AsMemory(), cancel);
            if (result.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(piece, 0, result.Count);
            if (whole.Length > BytesMax) throw new WebSocketException($"A frame is larger than {BytesMax} bytes.");
            if (result.EndOfMessage) return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
        }
    }

    public static Task Send(WebSocket socket, string text, CancellationToken cancel) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancel).AsTask();
}
