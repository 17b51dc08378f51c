using System.Net;
using System.Net.Sockets;

namespace Berth.Testing.Postgres;

/// <summary>Stands before a server on loopback and breaks connections at the moment that a test chooses.</summary>
public sealed class BreakingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly Lock gate = new();
    private readonly List<TcpClient> open = [];
    private readonly Task accepting;
    private byte[]? swallowAfter;
    private TaskCompletionSource passed = new();
    private bool breakAfter;
    private bool closed;

    public BreakingProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The next request that contains these bytes is passed on; its answer is awaited and thrown away, and its connection breaks.</summary>
    /// <param name="thenBreak">Every other connection with it, until <see cref="Mend"/>.</param>
    /// <returns>Ends when the request goes by: what is asked from then on is not part of it.</returns>
    public Task SwallowAnswerTo(byte[] request, bool thenBreak = false)
    {
        lock (gate)
        {
            (swallowAfter, breakAfter, passed) = (request, thenBreak, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return passed.Task;
        }
    }

    /// <summary>Breaks every connection, and each new one too until <see cref="Mend"/>.</summary>
    public void Break()
    {
        lock (gate)
        {
            closed = true;
            foreach (var client in open) client.Close();
            open.Clear();
        }
    }

    public void Mend()
    {
        lock (gate) closed = false;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Break();
        await accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            lock (gate)
            {
                open.AddRange([client, server]);
                if (closed) client.Close();
            }

            var swallowing = new TaskCompletionSource();
            await Task.WhenAny(Requests(client, server, swallowing), Answers(server, client, swallowing.Task));
            if (swallowing.Task.IsCompleted && breakAfter) Break();
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // That is what this is for.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task Requests(TcpClient client, TcpClient server, TaskCompletionSource swallowing)
    {
        var buffer = new byte[1 << 16];
        while (await client.GetStream().ReadAsync(buffer) is > 0 and var count)
        {
            lock (gate)
            {
                if (swallowAfter is { } wanted && buffer.AsSpan(0, count).IndexOf(wanted) >= 0)
                {
                    swallowAfter = null;
                    swallowing.SetResult();
                    passed.SetResult();
                }
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task Answers(TcpClient server, TcpClient client, Task swallowing)
    {
        var buffer = new byte[1 << 16];
        while (await server.GetStream().ReadAsync(buffer) is > 0 and var count)
        {
            if (swallowing.IsCompleted) return;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
