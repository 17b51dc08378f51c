using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Berth.AgentProtocol.Tests;

public sealed class TextFramesTests : IAsyncLifetime
{
    private WebSocket sender = null!;
    private WebSocket receiver = null!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        receiver = WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions());
        sender = WebSocket.CreateFromStream((await listener.AcceptTcpClientAsync()).GetStream(), new WebSocketCreationOptions { IsServer = true });
    }

    public ValueTask DisposeAsync()
    {
        sender.Dispose();
        receiver.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_text_larger_than_any_buffer_arrives_whole()
    {
        var text = string.Concat(Enumerable.Repeat("港", 100_000));
        var receiving = TextFrames.Receive(receiver, TestContext.Current.CancellationToken);
        await TextFrames.Send(sender, text, TestContext.Current.CancellationToken);
        Assert.Equal(text, await receiving);
    }

    [Fact]
    public async Task A_text_that_never_ends_is_cut_off()
    {
        var receiving = TextFrames.Receive(receiver, TestContext.Current.CancellationToken);
        var sending = SendWithoutEnd();
        var broken = await Assert.ThrowsAsync<WebSocketException>(() => receiving);
        Assert.Contains("4194304", broken.Message, StringComparison.Ordinal);
        receiver.Dispose();
        await sending;
    }

    private async Task SendWithoutEnd()
    {
        try
        {
            for (var i = 0; i < 5_000; i++) await sender.SendAsync(new byte[1024].AsMemory(), WebSocketMessageType.Text, endOfMessage: false, TestContext.Current.CancellationToken);
        }
        catch (Exception closed) when (closed is WebSocketException or IOException or ObjectDisposedException)
        {
            // The other side gave up, as it should.
        }
    }
}
