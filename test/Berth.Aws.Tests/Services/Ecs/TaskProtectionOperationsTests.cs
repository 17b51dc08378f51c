using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Testing.Time;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskProtectionOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private EcsScenery scenery = null!;

    public async ValueTask InitializeAsync() => scenery = await new EcsScenery(client).Prepare();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_services_task_is_protected_and_no_more()
    {
        var task = await ServiceTask();
        var before = (await Get(task))["protectedTasks"]!.AsArray().Single()!;
        Assert.Equal((task, false, null), ((string)before["taskArn"]!, (bool)before["protectionEnabled"]!, before["expirationDate"]));

        foreach (var answer in new[] { await Protect(task, enabled: true, minutes: 5), await Get(task) })
        {
            var made = answer["protectedTasks"]!.AsArray().Single()!;
            Assert.Equal((task, true), ((string)made["taskArn"]!, (bool)made["protectionEnabled"]!));
            Assert.InRange((double)made["expirationDate"]! - berth.Clock.GetUtcNow().ToUnixTimeSeconds(), 0, 5 * 60 + 1);
        }

        Assert.False((bool)(await Protect(task, enabled: false))["protectedTasks"]![0]!["protectionEnabled"]!);
        Assert.False((bool)(await Get(task))["protectedTasks"]![0]!["protectionEnabled"]!);
    }

    [Fact]
    public async Task Other_tasks_are_failures_with_their_reason()
    {
        var alone = (string)(await scenery.Run())["tasks"]![0]!["taskArn"]!;
        var missing = alone[..^32] + "00000000000000000000000000000000";
        foreach (var answer in new[] { await Get(alone, missing), await Protect([alone, missing], enabled: true) })
        {
            Assert.Empty(answer["protectedTasks"]!.AsArray());
            Assert.Equal([(alone, "TASK_NOT_VALID"), (missing, "MISSING")], answer["failures"]!.AsArray().Select(f => ((string)f!["arn"]!, (string)f["reason"]!)));
        }
    }

    [Fact]
    public async Task What_ECS_does_not_take_is_refused()
    {
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "UpdateTaskProtection", Request([], true))).Code);
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "UpdateTaskProtection", Request([.. Enumerable.Range(0, 11).Select(i => $"t{i}")], true))).Code);
        foreach (var minutes in (int[])[0, 2881]) Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "UpdateTaskProtection", Request(["t"], true, minutes))).Code);
        Assert.Equal("ClusterNotFoundException", (await client.Refused("ecs", "GetTaskProtection", new JsonObject { ["cluster"] = "none", ["tasks"] = new JsonArray("t") })).Code);
    }

    [Fact]
    public async Task Who_may_not_is_refused()
    {
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "ecs:GetTaskProtection"))).Session();
        Assert.Equal("AccessDeniedException", (await session.Refused("ecs", "UpdateTaskProtection", Request(["t"], true))).Code);
        await session.Call("ecs", "GetTaskProtection", new JsonObject { ["cluster"] = scenery.ClusterName, ["tasks"] = new JsonArray("t") });
    }

    private async Task<string> ServiceTask()
    {
        var request = await scenery.RunRequest();
        (request["serviceName"], request["desiredCount"]) = ("web", 1);
        await client.Call("ecs", "CreateService", request);
        return (await Eventually.Become(
            async () => (string?)(await client.Call("ecs", "ListTasks", new JsonObject { ["cluster"] = scenery.ClusterName, ["serviceName"] = "web" }))["taskArns"]!.AsArray().FirstOrDefault(), arn => arn is not null, berth.Store.Changed))!;
    }

    private Task<JsonNode> Get(params string[] tasks) => client.Call("ecs", "GetTaskProtection", new JsonObject { ["cluster"] = scenery.ClusterName, ["tasks"] = new JsonArray([.. tasks.Select(t => JsonValue.Create(t))]) });

    private Task<JsonNode> Protect(string task, bool enabled, int? minutes = null) => Protect([task], enabled, minutes);

    private Task<JsonNode> Protect(string[] tasks, bool enabled, int? minutes = null) => client.Call("ecs", "UpdateTaskProtection", Request(tasks, enabled, minutes));

    private JsonObject Request(string[] tasks, bool enabled, int? minutes = null) => new()
    {
        ["cluster"] = scenery.ClusterName,
        ["tasks"] = new JsonArray([.. tasks.Select(t => JsonValue.Create(t))]),
        ["protectionEnabled"] = enabled,
        ["expiresInMinutes"] = minutes,
    };
}
