using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class ServiceDeploymentOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private EcsScenery scenery = null!;
    private JsonNode service = null!;

    public async ValueTask InitializeAsync()
    {
        scenery = await new EcsScenery(client).Prepare();
        var request = await scenery.RunRequest();
        (request["serviceName"], request["desiredCount"]) = ("web", 2);
        service = (await client.Call("ecs", "CreateService", request))["service"]!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_deployment_in_progress_is_shown_as_ecs_shows_it()
    {
        var listed = (await List())["serviceDeployments"]!.AsArray().Single()!;
        var arn = (string)listed["serviceDeploymentArn"]!;
        Assert.Matches($"^arn:aws:ecs:ap-northeast-1:123456789012:service-deployment/{scenery.ClusterName}/web/[A-Za-z0-9_-]{{21}}$", arn);
        Assert.Equal(("IN_PROGRESS", (string)service["serviceArn"]!), ((string)listed["status"]!, (string)listed["serviceArn"]!));

        var deployment = await Describe(arn);
        Assert.Equal(("IN_PROGRESS", 2, 0), ((string)deployment["status"]!, (int)deployment["targetServiceRevision"]!["requestedTaskCount"]!, (int)deployment["targetServiceRevision"]!["runningTaskCount"]!));
        Assert.Equal(("DISABLED", 0, 3), ((string)deployment["deploymentCircuitBreaker"]!["status"]!, (int)deployment["deploymentCircuitBreaker"]!["failureCount"]!, (int)deployment["deploymentCircuitBreaker"]!["threshold"]!));
        Assert.Equal("DISABLED", (string)deployment["alarms"]!["status"]!);
        Assert.Empty(deployment["sourceServiceRevisions"]!.AsArray());
        Assert.Null(deployment["lifecycleStage"]);
    }

    [Fact]
    public async Task Its_revision_says_what_it_runs()
    {
        var arn = (string)(await List())["serviceDeployments"]![0]!["targetServiceRevisionArn"]!;
        Assert.Matches($"^arn:aws:ecs:ap-northeast-1:123456789012:service-revision/{scenery.ClusterName}/web/[0-9]{{19}}$", arn);
        var revision = (await client.Call("ecs", "DescribeServiceRevisions", new JsonObject { ["serviceRevisionArns"] = new JsonArray(arn) }))["serviceRevisions"]!.AsArray().Single()!;
        Assert.Equal((arn, $"arn:aws:ecs:ap-northeast-1:123456789012:task-definition/{scenery.Family}:1", "FARGATE", "1.4.0"), ((string)revision["serviceRevisionArn"]!, (string)revision["taskDefinition"]!, (string)revision["launchType"]!, (string)revision["platformVersion"]!));
        Assert.Equal(("app", "busybox"), ((string)revision["containerImages"]![0]!["containerName"]!, (string)revision["containerImages"]![0]!["image"]!));
    }

    [Fact]
    public async Task A_deployment_is_stopped_once()
    {
        var arn = await Newest();
        var none = await client.Refused("ecs", "StopServiceDeployment", new JsonObject { ["serviceDeploymentArn"] = arn });
        Assert.Equal("ConflictException", none.Code); // Nothing to roll back to.
        Assert.Equal(arn, (string)(await client.Call("ecs", "StopServiceDeployment", new JsonObject { ["serviceDeploymentArn"] = arn, ["stopType"] = "ABORT" }))["serviceDeploymentArn"]!);
        Assert.Equal("STOPPED", (string)(await Describe(arn))["status"]!);
        Assert.Equal("ConflictException", (await client.Refused("ecs", "StopServiceDeployment", new JsonObject { ["serviceDeploymentArn"] = arn, ["stopType"] = "ABORT" })).Code);
    }

    [Fact]
    public async Task Deployments_are_listed_newest_first_in_pages_and_by_their_status_and_time()
    {
        var first = await Newest();
        for (var i = 0; i < 2; i++) await client.Call("ecs", "UpdateService", new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web", ["forceNewDeployment"] = true });
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await List(r => (r["maxResults"], r["nextToken"]) = (1, token));
            seen.AddRange(page["serviceDeployments"]!.AsArray().Select(d => (string)d!["serviceDeploymentArn"]!));
            token = (string?)page["nextToken"];
        }
        while (token is not null);
        Assert.Equal((3, 3, first), (seen.Count, seen.Distinct().Count(), seen[^1]));
        Assert.Equal(seen[0], (string)(await List(r => r["status"] = new JsonArray("IN_PROGRESS")))["serviceDeployments"]!.AsArray().Single()!["serviceDeploymentArn"]!);
        Assert.Equal(2, (await List(r => r["status"] = new JsonArray("STOPPED")))["serviceDeployments"]!.AsArray().Count);
        Assert.Empty((await List(r => r["createdAt"] = new JsonObject { ["before"] = 1_000_000_000 }))["serviceDeployments"]!.AsArray());
        Assert.Equal(3, (await List(r => r["createdAt"] = new JsonObject { ["after"] = 1_000_000_000 }))["serviceDeployments"]!.AsArray().Count);
        Assert.Equal("ConflictException", (await client.Refused("ecs", "StopServiceDeployment", new JsonObject { ["serviceDeploymentArn"] = first, ["stopType"] = "ABORT" })).Code);
        Assert.Equal("STOPPED", (string)(await Describe(first))["status"]!);
    }

    [Fact]
    public async Task A_status_that_no_service_deployment_has_is_refused()
    {
        foreach (var status in new[] { "COMPLETED", "successful", "" })
        {
            var refused = await client.Refused("ecs", "ListServiceDeployments", new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web", ["status"] = new JsonArray("STOPPED", status) });
            Assert.Equal("InvalidParameterException", refused.Code);
            Assert.StartsWith("status should be one of [PENDING,IN_PROGRESS,", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_missing_and_what_is_no_ARN_is_refused()
    {
        foreach (var (operation, member, kind) in new[] { ("DescribeServiceDeployments", "serviceDeploymentArns", "service-deployment"), ("DescribeServiceRevisions", "serviceRevisionArns", "service-revision") })
        {
            var gone = $"arn:aws:ecs:ap-northeast-1:123456789012:{kind}/{scenery.ClusterName}/web/0000000000000000000";
            var foreign = $"arn:aws:ecs:us-east-1:123456789012:{kind}/{scenery.ClusterName}/web/0000000000000000000";
            var failures = (await client.Call("ecs", operation, new JsonObject { [member] = new JsonArray(gone, foreign) }))["failures"]!.AsArray();
            Assert.Equal([(gone, "MISSING"), (foreign, "MISSING")], failures.Select(f => ((string)f!["arn"]!, (string)f["reason"]!)));
            Assert.Equal("InvalidParameterException", (await client.Refused("ecs", operation, new JsonObject { [member] = new JsonArray("web") })).Code);
            Assert.Equal("InvalidParameterException", (await client.Refused("ecs", operation, new JsonObject { [member] = new JsonArray() })).Code);
            Assert.Equal("InvalidParameterException", (await client.Refused("ecs", operation, new JsonObject { [member] = new JsonArray([.. Enumerable.Range(0, 21).Select(i => JsonValue.Create(gone[..^2] + $"{i:D2}"))]) })).Code);
        }

        var stop = $"arn:aws:ecs:ap-northeast-1:123456789012:service-deployment/{scenery.ClusterName}/web/000000000000000000000";
        Assert.Equal("ServiceDeploymentNotFoundException", (await client.Refused("ecs", "StopServiceDeployment", new JsonObject { ["serviceDeploymentArn"] = stop })).Code);
        Assert.Equal("ServiceDeploymentNotFoundException", (await client.Refused("ecs", "StopServiceDeployment", new JsonObject { ["serviceDeploymentArn"] = stop.Replace("/web/", "/none/", StringComparison.Ordinal) })).Code);
        Assert.Equal("ServiceNotFoundException", (await client.Refused("ecs", "ListServiceDeployments", new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "none" })).Code);
    }

    private async Task<JsonNode> List(Action<JsonObject>? change = null)
    {
        var request = new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web" };
        change?.Invoke(request);
        return await client.Call("ecs", "ListServiceDeployments", request);
    }

    private async Task<string> Newest() => (string)(await List())["serviceDeployments"]![0]!["serviceDeploymentArn"]!;

    private async Task<JsonNode> Describe(string arn) => (await client.Call("ecs", "DescribeServiceDeployments", new JsonObject { ["serviceDeploymentArns"] = new JsonArray(arn) }))["serviceDeployments"]!.AsArray().Single()!;
}
