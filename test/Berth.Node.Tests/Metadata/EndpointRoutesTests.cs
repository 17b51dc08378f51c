using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Agent;
using Berth.Node.Aws;
using Berth.Node.Metadata;
using Berth.Node.Runtime;

namespace Berth.Node.Tests.Metadata;

public sealed class EndpointRoutesTests
{
    private const string Id = "0123456789abcdef0123456789abcdef-0000000001";
    private readonly StoppedClock clock = new();
    private TaskSight sight = SampleSights.Running();
    private JsonObject? tags = new() { ["tags"] = new JsonArray(new JsonObject { ["key"] = "stage", ["value"] = "test" }) };

    [Theory]
    [InlineData($"/v4/{Id}", 200, "\"DockerId\":\"" + Id)]
    [InlineData($"/v4/{Id}/task", 200, "\"TaskARN\"")]
    [InlineData($"/v4/{Id}/taskWithTags", 200, "\"TaskTags\":{\"stage\":\"test\"}")]
    [InlineData($"/v4/{Id}/stats", 200, "\"read\"")]
    [InlineData($"/v4/{Id}/task/stats", 200, "{\"" + Id + "\":{\"read\"")]
    [InlineData($"/v3/{Id}", 200, "\"DockerId\":\"" + Id)]
    [InlineData($"/v3/{Id}/task", 200, "\"TaskARN\"")]
    [InlineData($"/v3/{Id}/taskWithTags", 200, "\"TaskTags\":{\"stage\":\"test\"}")]
    [InlineData($"/v3/{Id}/stats", 200, "\"read\"")]
    [InlineData($"/v3/{Id}/task/stats", 200, "{\"" + Id + "\":{\"read\"")]
    [InlineData("/v2/credentials/11111111-2222-3333-4444-555555555555", 200, "\"Token\":\"token\",\"Expiration\":\"2026-05-01T15:30:00.25Z\"")]
    [InlineData("/v2/credentials/other", 400, """{"code":"InvalidIdInRequest","message":"CredentialsV2Request: Credentials not found","HTTPErrorCode":400}""")]
    [InlineData("/v2/credentials/", 400, """{"code":"NoIdInRequest","message":"CredentialsV2Request: No Credential ID in the request","HTTPErrorCode":400}""")]
    [InlineData("/v2/credentials", 400, """{"code":"NoIdInRequest","message":"CredentialsV2Request: No Credential ID in the request","HTTPErrorCode":400}""")]
    [InlineData("/v4/x", 404, "\"V4 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: x\"")]
    [InlineData("/v4/x/task", 404, "\"V4 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x\"")]
    [InlineData("/v4/x/taskWithTags", 404, "\"V4 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x\"")]
    [InlineData("/v4/x/stats", 404, "\"V4 container stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x\"")]
    [InlineData("/v4/x/task/stats", 404, "\"V4 task stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x\"")]
    [InlineData("/v3/x", 500, "\"V3 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: x\"")]
    [InlineData("/v3/x/task/stats", 400, "\"V3 task stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x\"")]
    [InlineData("/api/x/task-protection/v1/state", 404, "\"Code\":\"ResourceNotFoundException\"")]
    [InlineData("/", 404, "404 page not found")]
    [InlineData("", 404, "404 page not found")]
    [InlineData($"/v5/{Id}", 404, "404 page not found")]
    public async Task Every_path_has_its_answer(string path, int status, string part)
    {
        var answer = await Ask(path);
        Assert.Equal(status, answer.Status);
        Assert.Contains(part, Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_without_a_role_has_no_keys_to_give()
    {
        sight = sight with { Order = sight.Order with { TaskCredentials = null } };
        Assert.Equal(400, (await Ask("/v2/credentials/11111111-2222-3333-4444-555555555555")).Status);
        Assert.Equal(403, (await Ask($"/api/{Id}/task-protection/v1/state")).Status);
    }

    /// <summary>They pull and log for the task, and its containers must not.</summary>
    [Fact]
    public async Task The_execution_roles_keys_are_nobodys_to_ask_for()
    {
        const string Execution = "99999999-2222-3333-4444-555555555555";
        var own = SampleSights.Keys;
        sight = sight with { Order = sight.Order with { ExecutionCredentials = own with { CredentialsId = Execution, RoleArn = "arn:aws:iam::123456789012:role/execution", AccessKeyId = "ASIAEXECUTION" } } };
        foreach (var path in (string[])["/v2/credentials/" + Execution, "/v2/credentials/" + own.CredentialsId, $"/v4/{Id}", $"/v4/{Id}/task", $"/v4/{Id}/taskWithTags"])
            Assert.DoesNotContain("ASIAEXECUTION", Encoding.UTF8.GetString((await Ask(path)).Body), StringComparison.Ordinal);
        Assert.Equal(400, (await Ask("/v2/credentials/" + Execution)).Status);
    }

    [Fact]
    public async Task A_container_that_does_not_run_has_no_stats()
    {
        var all = JsonNode.Parse((await Ask($"/v4/{Id}/task/stats")).Body)!.AsObject();
        Assert.Equal([Id, Id[..^1] + "2"], all.Select(s => s.Key));
        Assert.Null(all[Id[..^1] + "2"]);
        var answer = await Ask($"/v4/{Id[..^1]}2/stats");
        Assert.Equal((500, $"\"Unable to get container stats for: {Id[..^1]}2\""), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }

    [Fact]
    public async Task Tags_that_the_control_plane_does_not_tell_are_named_as_missing()
    {
        tags = null;
        var task = JsonNode.Parse((await Ask($"/v4/{Id}/taskWithTags")).Body)!;
        Assert.Null(task["TaskTags"]);
        Assert.Equal(("TaskTags", "AccessDeniedException", 400), (task["Errors"]![0]!["ErrorField"]!.GetValue<string>(), task["Errors"]![0]!["ErrorCode"]!.GetValue<string>(), task["Errors"]![0]!["StatusCode"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Whoever_asks_too_often_waits()
    {
        var (routes, served) = (Routes(), Serve());
        for (var i = 0; i < RequestAllowance.Burst; i++) Assert.Equal(200, (await routes.Answer(new($"/v4/{Id}"), served, CancellationToken.None)).Status);
        Assert.Equal((int)HttpStatusCode.TooManyRequests, (await routes.Answer(new($"/v4/{Id}"), served, CancellationToken.None)).Status);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(200, (await routes.Answer(new($"/v4/{Id}"), served, CancellationToken.None)).Status);
    }

    private Task<EndpointAnswer> Ask(string path) => Routes().Answer(new(path), Serve(), CancellationToken.None);

    private ServedTask Serve() => new("eni-1", () => sight, clock.GetUtcNow());

    private EndpointRoutes Routes() => new(
        (runtimeId, _) => Task.FromResult(runtimeId == Id ? Sample() : null), new TaskTags(new Tags(() => tags), new NodeKeys(), clock), new TaskProtectionState(new Tags(() => tags), clock), _ => SampleSights.Surroundings, clock);

    private ContainerStats Sample() => new(
        clock.GetUtcNow(), new(1, [], 0, 0, 1, 1, 0, 0, 0), new(1, null, 1, new Dictionary<string, long>()), new([], []), new(1, null), new Dictionary<string, NetworkCounters>());

    private sealed class Tags(Func<JsonObject?> answer) : IAwsClient
    {
        public Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel) =>
            Task.FromResult(answer() ?? throw new AwsCallException("AccessDeniedException", "no", 400, "r"));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = SampleSights.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class NodeKeys : IInstanceCredentials
    {
        public ValueTask<NativeCredentials> Get(CancellationToken cancel) => ValueTask.FromResult(SampleSights.Keys);
    }
}
