using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Berth.Domain.Kernel;
using Berth.Node.Aws;

namespace Berth.Node.Tests.Aws;

public sealed class ControlPlaneConnectionTests
{
    [Fact]
    public async Task A_control_plane_that_does_not_listen_yet_is_waited_for()
    {
        var port = FreePort();
        using var http = Client(port);
        var answer = http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"));
        await Refused(port);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var accepted = await listener.AcceptTcpClientAsync();
        await accepted.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray());
        Assert.Equal("hi", await answer);
    }

    [Fact]
    public async Task Anybody_else_who_refuses_has_refused()
    {
        var port = FreePort();
        using var http = Client(controlPlane: 1);
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refusal.InnerException).SocketErrorCode);
    }

    private static HttpClient Client(int controlPlane)
    {
        var berth = new BerthInstance { Id = "t", DataDirectory = "/", RunDirectory = "/", Scope = AwsScope.Default, AvailabilityZones = [], Port = controlPlane };
        return new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = new ControlPlaneConnection(berth, TimeProvider.System).Connect });
    }

    private static async Task Refused(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAnyAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, port));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
