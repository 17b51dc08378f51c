using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Berth.Bench.Load;

/// <summary>One keep-alive HTTP/1.1 connection that sends ready-made requests, so that the client costs as little as it can and the same for both sides.</summary>
internal sealed class KeepAliveConnection(IPEndPoint endpoint) : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private readonly byte[] buffer = new byte[1 << 20];
    private Socket? socket;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The body; valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The answer was not 200.</exception>
    public ReadOnlyMemory<byte> Exchange(byte[] request)
    {
        socket ??= Connect();
        Send(request);
        var filled = 0;
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf(HeadEnd)) < 0) filled += Receive(filled);
        var text = Encoding.ASCII.GetString(buffer, 0, head);
        var length = ContentLength(text);
        var end = head + HeadEnd.Length + length;
        if (end > buffer.Length) throw new InvalidOperationException($"An answer of {length} bytes is more than this client holds.");
        while (filled < end) filled += Receive(filled);
        var body = buffer.AsMemory(head + HeadEnd.Length, length);
        if (!text.AsSpan(9).StartsWith("200")) throw new InvalidOperationException($"{text.Split('\r')[0]}: {Encoding.UTF8.GetString(body.Span)}");

        // Servers that close after an answer are met with a new connection, as a keep-alive client does.
        if (text.Contains("Connection: close", StringComparison.OrdinalIgnoreCase)) Dispose();
        return body;
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private Socket Connect()
    {
        var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        made.Connect(endpoint);
        return made;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket!.Send(bytes)..];
    }

    private int Receive(int filled)
    {
        var read = socket!.Receive(buffer.AsSpan(filled));
        return read > 0 ? read : throw new InvalidOperationException("The server closed the connection in the middle of an answer.");
    }

    private static int ContentLength(string head)
    {
        const string Name = "Content-Length:";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) throw new InvalidOperationException($"The answer has no length:\n{head}");
        var end = head.IndexOf('\r', at);
        return int.Parse(head.AsSpan(at + Name.Length, (end < 0 ? head.Length : end) - at - Name.Length), System.Globalization.CultureInfo.InvariantCulture);
    }
}
