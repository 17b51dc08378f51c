using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Network.Calls;

/// <summary>What ECS says when a path is missing, letter for letter; the packets really vanish, only the waiting is cut short.</summary>
public sealed class MissingPathTests : IAsyncLifetime
{
    private const string Digest = "sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b";
    private static readonly ImageReference Local = ImageReference.Parse("localhost:4566/app:1");
    private static readonly ImageReference Image = ImageReference.Parse($"{NamespaceWorld.Registry}/app:1");
    private static readonly BerthInstance Berth = new() { Id = "t", DataDirectory = "/", RunDirectory = "/", Scope = AwsScope.Default, AvailabilityZones = [], Port = 4566 };
    private NamespaceWorld world = null!;

    public async ValueTask InitializeAsync()
    {
        world = await NamespaceWorld.Make((PublicServices.EcrApi, "10.99.0.20"), (PublicServices.EcrDkr, "10.99.0.21"), (PublicServices.S3, "10.99.0.22"), (PublicServices.Logs, "10.99.0.23"));
        await world.Serve("10.99.0.20", c => c.Response.WriteAsync("""{"authorizationData":[{"authorizationToken":"dG9rZW4="}]}"""));
        await world.Serve("10.99.0.21", c =>
        {
            c.Response.StatusCode = 307;
            c.Response.Headers.Location = $"https://{NamespaceWorld.Bucket}{c.Request.Path}?ticket=secret";
            return Task.CompletedTask;
        });
        await world.Serve("10.99.0.22", c =>
        {
            c.Response.StatusCode = 206;
            return c.Response.WriteAsync("x");
        });
        await world.Serve("10.99.0.23", c => c.Response.WriteAsync("{}"));
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task All_paths_there()
    {
        using var connection = world.Connect();
        var authorization = await new RegistryLogin(Berth, TimeProvider.System).Ask(connection, Metadata.SampleSights.Keys, TestContext.Current.CancellationToken);
        Assert.Equal((new Uri($"https://{NamespaceWorld.Registry}"), "dG9rZW4="), (authorization.Endpoint, authorization.BasicToken));
        using var registry = new RegistryClient(Local, authorization, connection.Handler, new(), TimeProvider.System);
        await registry.Probe(Digest, TestContext.Current.CancellationToken);
        await Logs(TimeProvider.System).Open(Log, connection.Aws, Metadata.SampleSights.Keys, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["POST api.ecr.ap-northeast-1.amazonaws.com /", $"GET {NamespaceWorld.Registry} /v2/app/blobs/{Digest}", $"GET {NamespaceWorld.Bucket} /v2/app/blobs/{Digest}", "POST logs.ap-northeast-1.amazonaws.com /", "POST logs.ap-northeast-1.amazonaws.com /"],
            world.Requests);
    }

    [Fact]
    public async Task No_path_to_ecr_api()
    {
        await world.Cut("10.99.0.20");
        using var connection = world.Connect(world.Clock);
        var failure = await Assert.ThrowsAsync<LoginException>(() => new RegistryLogin(Berth, world.Clock).Ask(connection, Metadata.SampleSights.Keys, TestContext.Current.CancellationToken));
        Assert.Equal(
            "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network " +
            "configuration. RequestError: send request failed caused by: Post \"https://api.ecr.ap-northeast-1.amazonaws.com/\": dial tcp 10.99.0.20:443: i/o timeout", failure.Reason);
        Assert.Equal(new FailedCall("ecr:GetAuthorizationToken", "ecr.api", "api.ecr.ap-northeast-1.amazonaws.com", "10.99.0.20", 443, CallFailure.TimedOut), failure.Call);
        Assert.InRange(world.Clock.Saved, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task No_path_to_ecr_dkr()
    {
        await world.Cut("10.99.0.21");
        using var connection = world.Connect(world.Clock);
        using var registry = new RegistryClient(Image, null, connection.Handler, new(), new Limits(world.Clock));
        var failure = await Assert.ThrowsAsync<PullException>(() => registry.Manifest("1", TestContext.Current.CancellationToken));
        Assert.Equal(
            $"CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref {NamespaceWorld.Registry}/app:1: failed to do request: Head \"https://{NamespaceWorld.Registry}/v2/app/manifests/1\": " +
            "dial tcp 10.99.0.21:443: i/o timeout", failure.Reason);
        Assert.Equal(new FailedCall("ecr:BatchGetImage", "ecr.dkr", NamespaceWorld.Registry, "10.99.0.21", 443, CallFailure.TimedOut), failure.Call);
        Assert.InRange(world.Clock.Saved, TimeSpan.FromSeconds(38), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task No_path_to_the_layers()
    {
        await world.Cut("10.99.0.22");
        using var connection = world.Connect(world.Clock);
        using var registry = new RegistryClient(Local, new(new Uri($"https://{NamespaceWorld.Registry}"), null), connection.Handler, new(), new Limits(world.Clock));

        // A connection to the registry itself; only the bucket's are cut short.
        world.Clock.ShortMax = TimeSpan.FromSeconds(2);
        using (var http = new HttpClient(connection.Handler, disposeHandler: false)) (await http.PostAsync(new Uri($"https://{NamespaceWorld.Registry}/"), null, TestContext.Current.CancellationToken)).Dispose();
        world.Clock.ShortMax = TimeSpan.FromSeconds(15);
        var failure = await Assert.ThrowsAsync<PullException>(() => registry.Probe(Digest, TestContext.Current.CancellationToken));
        Assert.Equal(
            $"CannotPullContainerError: ref pull has been retried 7 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get \"https://{NamespaceWorld.Bucket}/v2/app/blobs/{Digest}\": " +
            "dial tcp 10.99.0.22:443: i/o timeout", failure.Reason);
        Assert.Equal(new FailedCall("s3:GetObject", "s3", NamespaceWorld.Bucket, "10.99.0.22", 443, CallFailure.TimedOut), failure.Call);
    }

    [Fact]
    public async Task No_path_to_logs()
    {
        await world.Cut("10.99.0.23");
        using var connection = world.Connect(world.Clock);
        var failure = await Assert.ThrowsAsync<LogSetupException>(() => Logs(world.Clock).Open(Log with { CreateGroup = false }, connection.Aws, Metadata.SampleSights.Keys, TestContext.Current.CancellationToken));
        Assert.Equal(
            "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon " +
            "CloudWatch. Check your network configuration. : signal: killed", failure.Reason);
        Assert.Equal(new FailedCall("logs:CreateLogStream", "logs", "logs.ap-northeast-1.amazonaws.com", "10.99.0.23", 443, CallFailure.TimedOut), failure.Call);
        Assert.InRange(world.Clock.Saved, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(35));
    }

    [Fact]
    public async Task A_foreign_registry_is_named_as_what_it_is()
    {
        using var connection = world.Connect();
        using var registry = new RegistryClient(ImageReference.Parse("nginx:1"), null, connection.Handler, new(), world.Clock);
        var failure = await Assert.ThrowsAsync<PullException>(() => registry.Manifest("1", TestContext.Current.CancellationToken));
        Assert.Equal(
            "pull image manifest has been retried 7 time(s): failed to resolve ref docker.io/library/nginx:1: failed to do request: Head \"https://registry-1.docker.io/v2/library/nginx/manifests/1\": " +
            "dial tcp: lookup registry-1.docker.io: no such host", failure.Message);
        Assert.Equal(new FailedCall("registry:GetManifest", "docker.io", "registry-1.docker.io", null, 443, CallFailure.NameNotFound), failure.Call);
    }

    [Fact]
    public async Task A_name_in_its_local_form_is_pulled_under_the_registrys_own_and_told_as_it_was_given()
    {
        await world.Cut("10.99.0.21");
        using var connection = world.Connect(world.Clock);
        var authorization = await new RegistryLogin(Berth, world.Clock).Ask(connection, null, TestContext.Current.CancellationToken);
        using var registry = new RegistryClient(Local, authorization, connection.Handler, new(), new Limits(world.Clock));
        var failure = await Assert.ThrowsAsync<PullException>(() => registry.Manifest("1", TestContext.Current.CancellationToken));
        Assert.Contains($"failed to resolve ref localhost:4566/app:1: failed to do request: Head \"https://{NamespaceWorld.Registry}/v2/app/manifests/1\": dial tcp", failure.Message, StringComparison.Ordinal);
    }

    private static NativeLog Log { get; } = new("group", "ap-northeast-1", "stream", CreateGroup: true);

    /// <summary>Nothing is carried here.</summary>
    private static AwslogsDriver Logs(TimeProvider clock) => new(new OutputCarrier(null!, null!, clock, NullLogger<OutputCarrier>.Instance), clock, NullLogger<AwslogsDriver>.Instance);

    /// <summary>Another's clock for what is measured, the real one for limits on whole tries, which must not end before what they limit.</summary>
    private sealed class Limits(TimeProvider clock) : TimeProvider
    {
        public override long GetTimestamp() => clock.GetTimestamp();
    }
}
