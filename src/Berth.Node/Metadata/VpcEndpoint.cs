using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Berth.Node.Native;
using Berth.Node.Network;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berth.Node.Metadata;

/// <summary>
/// The endpoint of all tasks of one VPC on this node: one listener in the VPC's router, which every packet of a task reaches first. Whose request it is tells the source address,
/// which the router lets come from that task's interface alone. A listener inside each task's namespace would take port 80 from its containers.
/// </summary>
internal sealed class VpcEndpoint : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private const int Port = 80;
    private const int LoopbackIndex = 1;

    /// <summary>As the ECS agent's.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<IPAddress, ServedTask> tasks = new();
    private readonly EndpointRoutes routes;
    private readonly KestrelServer server;

    private VpcEndpoint(Socket socket, EndpointRoutes routes, ILoggerFactory logs)
    {
        this.routes = routes;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = 4096;
        options.Limits.MaxRequestBufferSize = 16 * 1024;
        options.Limits.MaxRequestLineSize = 2048;
        options.Limits.MaxRequestHeadersTotalSize = 8192;
        options.Limits.MaxRequestHeaderCount = 50;
        options.Limits.RequestHeadersTimeout = options.Limits.KeepAliveTimeout = ReadTimeout;
        options.Listen((IPEndPoint)socket.LocalEndPoint!, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                if (connection.RemoteEndPoint is not IPEndPoint from || !tasks.TryGetValue(from.Address, out var task) || !task.TryConnect())
                {
                    connection.Abort();
                    return;
                }

                connection.Features.Set(task);
                try
                {
                    await next(connection);
                }
                finally
                {
                    task.Disconnect();
                }
            });
        });
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions { CreateBoundListenSocket = _ => socket, IOQueueCount = 0 }), logs);
        server = new(Options.Create(options), transport, logs);
    }

    /// <param name="routerPin">Of the router's namespace.</param>
    public static async Task<VpcEndpoint> Start(string routerPin, EndpointRoutes routes, ILoggerFactory logs, CancellationToken cancel)
    {
        var socket = await ShortThread.InNetwork(routerPin, () =>
        {
            using (var links = Netlink.OpenHere()) links.Send(NetlinkRequests.Address(LoopbackIndex, EndpointVariables.Address, 32));

            // A socket stays in the namespace in which it was made, whoever uses it.
            var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                made.Bind(new IPEndPoint(IPAddress.Parse(EndpointVariables.Address), Port));
                return made;
            }
            catch (SocketException refused)
            {
                made.Dispose();
                throw new IOException($"listen on {EndpointVariables.Address}: {refused.Message}", refused);
            }
        });
        var endpoint = new VpcEndpoint(socket, routes, logs);
        await endpoint.server.StartAsync(endpoint, cancel);
        return endpoint;
    }

    public bool HasTasks => !tasks.IsEmpty;

    public void Add(string address, ServedTask task) => tasks.AddOrUpdate(IPAddress.Parse(address), task, (_, served) => served.InterfaceId == task.InterfaceId ? served : task);

    public void Remove(string address, string interfaceId)
    {
        if (tasks.TryGetValue(IPAddress.Parse(address), out var served) && served.InterfaceId == interfaceId) tasks.TryRemove(KeyValuePair.Create(IPAddress.Parse(address), served));
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var request = new EndpointRequest(context.Request.Path.Value ?? "", context.Request.Method, HttpMethods.IsPut(context.Request.Method) ? await Body(context) : null);
        var answer = await routes.Answer(request, context.Features.GetRequiredFeature<ServedTask>(), context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>Kestrel refuses one that is longer than its limit.</summary>
    private static async Task<byte[]> Body(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // It holds nothing.
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
        server.Dispose();
    }
}
