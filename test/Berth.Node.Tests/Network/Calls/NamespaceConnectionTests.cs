using System.Net;
using System.Net.Sockets;
using Berth.Domain.Diagnosis;
using Berth.Domain.Network;
using Berth.Node.Network;
using Microsoft.AspNetCore.Http;

namespace Berth.Node.Tests.Network.Calls;

/// <summary>Real namespaces: who is reached depends on whose connection it is, and on nothing of the machine's own network.</summary>
public sealed class NamespaceConnectionTests
{
    private const string EcrApi = "https://api.ecr.ap-northeast-1.amazonaws.com/";

    [Fact]
    public async Task Two_tasks_reach_each_what_their_own_network_has_at_the_same_name_and_address()
    {
        await using var one = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"));
        await using var two = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"));
        await one.Serve("10.99.0.20", c => c.Response.WriteAsync("one"));
        await two.Serve("10.99.0.20", c => c.Response.WriteAsync("two"));
        using var ofOne = one.Connect();
        using var ofTwo = two.Connect();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("one", await Get(ofOne, EcrApi));
            Assert.Equal("two", await Get(ofTwo, EcrApi));
        }

        Assert.All(one.Requests, r => Assert.Equal("GET api.ecr.ap-northeast-1.amazonaws.com /", r));
        Assert.False(ofOne.IsCutOff);
    }

    [Fact]
    public async Task What_listens_on_the_machine_is_not_reached_from_inside()
    {
        await using var world = await NamespaceWorld.Make();
        using var outside = new TcpListener(IPAddress.Loopback, 0);
        outside.Start();
        using var connection = world.Connect();
        var failure = await Failure(connection, $"http://{outside.LocalEndpoint}/");
        Assert.Equal($"dial tcp {outside.LocalEndpoint}: connect: connection refused", failure.Message);
        Assert.False(outside.Pending());
        await world.Serve("127.0.0.1", c => c.Response.WriteAsync("inside"), ((IPEndPoint)outside.LocalEndpoint).Port);
        Assert.Equal("inside", await Get(connection, $"http://{outside.LocalEndpoint}/"));
    }

    [Fact]
    public async Task A_redirect_is_followed_through_the_same_network_and_takes_no_login_along()
    {
        await using var world = await NamespaceWorld.Make((PublicServices.EcrDkr, "10.99.0.21"), (PublicServices.S3, "10.99.0.22"));
        await world.Serve("10.99.0.21", c =>
        {
            c.Response.StatusCode = 307;
            c.Response.Headers.Location = $"http://{NamespaceWorld.Bucket}:443/layer?ticket=secret";
            return Task.CompletedTask;
        });
        await world.Serve("10.99.0.22", c => c.Response.WriteAsync($"{c.Request.Query["ticket"]} {c.Request.Headers.Range} login:{c.Request.Headers.Authorization}"));
        using var connection = world.Connect();
        using var http = new HttpClient(connection.Handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{NamespaceWorld.Registry}/v2/app/blobs/sha256:1");
        request.Headers.Range = new(0, 0);
        request.Headers.Authorization = new("Basic", "key");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("secret bytes=0-0 login:", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal([$"GET {NamespaceWorld.Registry} /v2/app/blobs/sha256:1", $"GET {NamespaceWorld.Bucket} /layer"], world.Requests);
    }

    [Fact]
    public async Task A_cut_path_times_out_and_a_mended_one_is_found_again()
    {
        await using var world = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"));
        await world.Serve("10.99.0.20", c => c.Response.WriteAsync("hello"));
        await world.Cut("10.99.0.20");
        using var connection = world.Connect(world.Clock);
        var failure = await Failure(connection, EcrApi);
        Assert.Equal("dial tcp 10.99.0.20:443: i/o timeout", failure.Message);
        Assert.Equal(new FailedCall("ecr:X", "ecr.api", "api.ecr.ap-northeast-1.amazonaws.com", "10.99.0.20", 443, CallFailure.TimedOut), failure.Evidence("ecr:X", "?"));
        Assert.InRange(world.Clock.Saved, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10));
        Assert.True(connection.IsCutOff);

        world.Mend();
        using var later = world.Connect();
        Assert.Equal("hello", await Get(later, EcrApi));
        Assert.False(later.IsCutOff);
    }

    [Fact]
    public async Task The_second_address_is_tried_when_the_first_is_silent_and_the_first_is_told_when_both_are()
    {
        await using var world = await NamespaceWorld.Make((PublicServices.Logs, "10.99.0.20"), (PublicServices.Logs, "10.99.0.21"));
        await world.Serve("10.99.0.21", c => c.Response.WriteAsync("second"));
        await world.Cut("10.99.0.20");
        using (var connection = world.Connect()) Assert.Equal("second", await Get(connection, "https://logs.ap-northeast-1.amazonaws.com/"));
        await world.Cut("10.99.0.21");
        using var cut = world.Connect(world.Clock);
        Assert.Equal("dial tcp 10.99.0.20:443: i/o timeout", (await Failure(cut, "https://logs.ap-northeast-1.amazonaws.com/")).Message);
    }

    [Theory]
    [InlineData("https://vpce-gone-12345678.logs.ap-northeast-1.vpce.amazonaws.com/", "no such host", CallFailure.NameNotFound)]
    [InlineData("https://registry.example.com/", "no such host", CallFailure.NameNotFound)] // offline: the world is not asked
    [InlineData("https://logs.ap-northeast-1.amazonaws.com/", "198.18.0.5:443: connect: network is unreachable", CallFailure.Unreachable)]
    public async Task What_names_mean(string uri, string words, CallFailure failure)
    {
        await using var world = await NamespaceWorld.Make();
        using var connection = world.Connect();
        var failed = await Failure(connection, uri);
        var host = new Uri(uri).Host;
        Assert.Equal(words.Contains(':', StringComparison.Ordinal) ? $"dial tcp {words}" : $"dial tcp: lookup {host}: {words}", failed.Message);
        Assert.Equal((failure, host), (failed.Failure, failed.Evidence("a", "b").HostName));
    }

    [Fact]
    public async Task A_vpc_without_dns_lets_whoever_asks_wait()
    {
        await using var world = await NamespaceWorld.Make();
        world.Vpcs.Set(world.Vpcs.Find("vpc-calls")! with { Generation = 2, DnsSupport = false });
        using var connection = world.Connect(world.Clock);
        Assert.Equal("dial tcp: lookup api.ecr.ap-northeast-1.amazonaws.com: i/o timeout", (await Failure(connection, EcrApi)).Message);
        Assert.Equal(TimeSpan.FromSeconds(10), world.Clock.Saved);
    }

    [Fact]
    public async Task A_vpc_that_is_not_described_yet_is_waited_for()
    {
        await using var world = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"));
        await world.Serve("10.99.0.20", c => c.Response.WriteAsync("hello"));
        var vpc = world.Vpcs.Find("vpc-calls")!;
        world.Vpcs.Remove("vpc-calls");
        using var connection = world.Connect();
        var answer = Get(connection, EcrApi);
        Assert.False(answer.IsCompleted);
        world.Vpcs.Set(vpc);
        Assert.Equal("hello", await answer);

        world.Vpcs.Remove("vpc-calls");
        using var never = world.Connect(world.Clock);
        Assert.Equal("dial tcp: lookup api.ecr.ap-northeast-1.amazonaws.com: i/o timeout", (await Failure(never, EcrApi)).Message);
    }

    [Fact]
    public async Task A_service_that_starts_again_is_waited_for()
    {
        await using var world = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"));
        using var connection = world.Connect();
        var answer = Get(connection, EcrApi);
        await world.Serve("10.99.0.20", c => c.Response.WriteAsync("back"));
        Assert.Equal("back", await answer);
    }

    [Fact]
    public async Task A_connection_that_is_disposed_ends_what_is_under_way()
    {
        await using var world = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"));
        await world.Cut("10.99.0.20");
        var connection = world.Connect();
        var call = connection.Aws.Call("ecr", "X.Y", [], Metadata.SampleSights.Keys, TestContext.Current.CancellationToken);
        connection.Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => call.WaitAsync(TimeSpan.FromSeconds(3)));
        await Assert.ThrowsAsync<HttpRequestException>(() => connection.Aws.Call("ecr", "X.Y", [], Metadata.SampleSights.Keys, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_network_that_is_gone_is_no_way()
    {
        var world = await NamespaceWorld.Make();
        await world.DisposeAsync();
        using var connection = world.Connect();
        Assert.Equal("dial tcp 198.18.0.2:443: connect: network is unreachable", (await Failure(connection, EcrApi)).Message);
    }

    private static async Task<string> Get(NamespaceConnection connection, string uri)
    {
        using var http = new HttpClient(connection.Handler, disposeHandler: false);
        return await http.GetStringAsync(new Uri(uri), TestContext.Current.CancellationToken);
    }

    private static async Task<DialException> Failure(NamespaceConnection connection, string uri) =>
        Assert.IsType<DialException>((await Assert.ThrowsAsync<HttpRequestException>(() => Get(connection, uri))).InnerException);
}
