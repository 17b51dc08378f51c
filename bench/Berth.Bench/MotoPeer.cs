using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Bench.Load;
using Berth.Server.Hosting;

namespace Berth.Bench;

/// <summary>A moto server of its own.</summary>
internal sealed class MotoPeer : IApiSubject, IAsyncDisposable
{
    private const string Region = "ap-northeast-1";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string log = Path.GetTempFileName();
    private readonly int port = ServerHost.FreePort();
    private Process? server;

    public string Name => "moto";

    public IPEndPoint Endpoint => new(IPAddress.Loopback, port);

    public IReadOnlyList<string> Subnets { get; private set; } = [];

    /// <summary>From the start of its process to its first answer.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    /// <returns>Null where no moto server is installed.</returns>
    public static async Task<MotoPeer?> Start(CancellationToken cancel)
    {
        if (Programs.Find("moto_server") is not { } program) return null;
        var peer = new MotoPeer();
        var started = Stopwatch.GetTimestamp();
        peer.server = Programs.Start(program, ["--host", "127.0.0.1", "--port", $"{peer.port}"], peer.log);
        while (!await FirstAnswers.Answers(peer.Endpoint, peer.Request("ListClusters", [])))
        {
            if (Stopwatch.GetElapsedTime(started) > StartTimeout) throw new InvalidOperationException($"moto did not start: {await File.ReadAllTextAsync(peer.log, cancel)}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancel);
        }

        peer.FirstAnswer = Stopwatch.GetElapsedTime(started);
        await peer.Prepare(cancel);
        return peer;
    }

    public byte[] Request(string operation, JsonObject request) => SignedRequest.Ecs($"127.0.0.1:{port}", Region, "test", "test", operation, request, DateTimeOffset.UtcNow);

    public async ValueTask DisposeAsync()
    {
        server?.Kill(entireProcessTree: true);
        if (server is not null) await server.WaitForExitAsync();
        server?.Dispose();
        File.Delete(log);
    }

    private async Task Prepare(CancellationToken cancel)
    {
        using var http = new HttpClient();
        using var ask = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/")
        {
            Content = new StringContent("Action=DescribeSubnets&Version=2016-11-15", Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        ask.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/{Region}/ec2/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(ask, cancel);
        var subnets = System.Xml.Linq.XElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel));
        Subnets = [.. subnets.Descendants().Where(e => e.Name.LocalName == "subnetId").Select(e => e.Value)];
        using var connection = new KeepAliveConnection(Endpoint);
        connection.Exchange(Request("CreateCluster", new() { ["clusterName"] = "default" }));
        connection.Exchange(Request("RegisterTaskDefinition", SampleRequests.Definition("bench")));
    }
}
