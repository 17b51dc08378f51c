using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskSetOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private EcsScenery scenery = null!;

    public async ValueTask InitializeAsync()
    {
        scenery = await new EcsScenery(client).Prepare();
        await client.Call("ecs", "CreateService", new JsonObject { ["cluster"] = scenery.ClusterName, ["serviceName"] = "web", ["desiredCount"] = 3, ["deploymentController"] = new JsonObject { ["type"] = "EXTERNAL" } });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_task_set_is_made_scaled_made_primary_and_deleted()
    {
        var made = await Make(r => (r["externalId"], r["tags"]) = ("blue", new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "shop" })));
        var id = (string)made["id"]!;
        Assert.Matches("^ecs-svc/[0-9]{19}$", id);
        Assert.Equal(($"arn:aws:ecs:ap-northeast-1:123456789012:task-set/{scenery.ClusterName}/web/{id}", "ACTIVE", "blue"), ((string)made["taskSetArn"]!, (string)made["status"]!, (string)made["externalId"]!));
        Assert.Equal((0, """{"value":0,"unit":"PERCENT"}""", "FARGATE"), ((int)made["computedDesiredCount"]!, made["scale"]!.ToJsonString(), (string)made["launchType"]!));

        var scaled = (await client.Call("ecs", "UpdateTaskSet", Naming(id, r => r["scale"] = new JsonObject { ["value"] = 50, ["unit"] = "PERCENT" })))["taskSet"]!;
        Assert.Equal((2, "STABILIZING"), ((int)scaled["computedDesiredCount"]!, (string)scaled["stabilityStatus"]!));
        var primary = await client.Call("ecs", "UpdateServicePrimaryTaskSet", new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web", ["primaryTaskSet"] = (string)made["taskSetArn"]! });
        Assert.Equal("PRIMARY", (string)primary["taskSet"]!["status"]!);
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "DeleteTaskSet", Naming(id))).Code);
        Assert.Equal("DRAINING", (string)(await client.Call("ecs", "DeleteTaskSet", Naming(id, r => r["force"] = true)))["taskSet"]!["status"]!);
    }

    [Fact]
    public async Task Task_sets_are_described_by_id_and_ARN_and_all_at_once()
    {
        var (blue, green) = (await Make(), await Make(r => r["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "shop" })));
        Assert.Equal(2, (await Describe())["taskSets"]!.AsArray().Count);
        var named = await Describe(r => r["taskSets"] = new JsonArray((string)blue["id"]!, (string)green["taskSetArn"]!, "ecs-svc/1"));
        Assert.Equal([(string)blue["id"]!, (string)green["id"]!], named["taskSets"]!.AsArray().Select(t => (string)t!["id"]!));
        Assert.Equal(($"arn:aws:ecs:ap-northeast-1:123456789012:task-set/{scenery.ClusterName}/web/ecs-svc/1", "MISSING"), ((string)named["failures"]![0]!["arn"]!, (string)named["failures"]![0]!["reason"]!));
        Assert.All(named["taskSets"]!.AsArray(), t => Assert.Null(t!["tags"]));
        Assert.Equal("shop", (string)(await Describe(r => r["include"] = new JsonArray("TAGS")))["taskSets"]![1]!["tags"]![0]!["value"]!);
    }

    [Fact]
    public async Task One_client_token_makes_one_task_set()
    {
        var first = await Make(r => r["clientToken"] = "once");
        Assert.Equal((string)first["id"]!, (string)(await Make(r => r["clientToken"] = "once"))["id"]!);
        var request = await Request();
        (request["clientToken"], request["externalId"]) = ("once", "other");
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "CreateTaskSet", request)).Code);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { """{"taskDefinition":"no-such"}""", "ClientException", "TaskDefinition not found." },
        { """{"service":"none"}""", "ServiceNotFoundException", "Service not found." },
        { """{"networkConfiguration":null}""", "InvalidParameterException", "Network Configuration must be provided when networkMode 'awsvpc' is specified." },
        { """{"scale":{"value":101,"unit":"PERCENT"}}""", "InvalidParameterException", "The scale value of a task set must be between 0 and 100." },
        { """{"scale":{"value":-1,"unit":"PERCENT"}}""", "InvalidParameterException", "The scale value of a task set must be between 0 and 100." },
        { """{"platformVersion":"9.9.9"}""", "PlatformUnknownException", "The specified platform version does not exist." },
        { """{"capacityProviderStrategy":[{"capacityProvider":"FARGATE","weight":1}]}""", "InvalidParameterException", "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again." },
        { """{"serviceRegistries":[{"registryArn":"a"}]}""", "InvalidParameterException", "Berth does not do service registries yet. Leave it out, or see SCOPE.md for what it does." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_run_is_refused_in_the_words_of_ecs(string change, string code, string message)
    {
        var request = await Request();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) request[name] = value?.DeepClone();
        var error = await client.Refused("ecs", "CreateTaskSet", request);
        Assert.Equal((code, message), (error.Code, error.Message));
        Assert.Empty((await Describe())["taskSets"]!.AsArray());
    }

    [Fact]
    public async Task A_service_that_ECS_deploys_has_no_task_sets()
    {
        var rolling = await scenery.RunRequest();
        (rolling["serviceName"], rolling["desiredCount"]) = ("rolling", 0);
        await client.Call("ecs", "CreateService", rolling);
        var request = await Request();
        request["service"] = "rolling";
        var error = await client.Refused("ecs", "CreateTaskSet", request);
        Assert.Equal(("InvalidParameterException", "Amazon ECS only supports task set management on services configured to use external deployment controllers."), (error.Code, error.Message));
        Assert.Equal("TaskSetNotFoundException", (await client.Refused("ecs", "UpdateTaskSet", Naming("ecs-svc/1", r => r["scale"] = new JsonObject { ["value"] = 1 }))).Code);
    }

    [Fact]
    public async Task Who_may_not_is_refused()
    {
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "ecs:DescribeTaskSets"))).Session();
        foreach (var operation in (string[])["UpdateTaskSet", "DeleteTaskSet"])
            Assert.Equal("AccessDeniedException", (await session.Refused("ecs", operation, Naming("ecs-svc/1", r => r["scale"] = new JsonObject { ["value"] = 1 }))).Code);
        Assert.Equal("AccessDeniedException", (await session.Refused("ecs", "CreateTaskSet", await Request())).Code);
        await session.Call("ecs", "DescribeTaskSets", new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web" });
    }

    private async Task<JsonObject> Request()
    {
        var request = await scenery.RunRequest();
        request["service"] = "web";
        return request;
    }

    private async Task<JsonNode> Make(Action<JsonObject>? change = null)
    {
        var request = await Request();
        change?.Invoke(request);
        return (await client.Call("ecs", "CreateTaskSet", request))["taskSet"]!;
    }

    private async Task<JsonNode> Describe(Action<JsonObject>? change = null)
    {
        var request = new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web" };
        change?.Invoke(request);
        return await client.Call("ecs", "DescribeTaskSets", request);
    }

    private JsonObject Naming(string taskSet, Action<JsonObject>? change = null)
    {
        var request = new JsonObject { ["cluster"] = scenery.ClusterName, ["service"] = "web", ["taskSet"] = taskSet };
        change?.Invoke(request);
        return request;
    }
}
