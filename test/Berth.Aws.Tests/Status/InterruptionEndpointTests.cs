using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Ecs;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Status;

public sealed class InterruptionEndpointTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private EcsScenery scenery = null!;

    public async ValueTask InitializeAsync()
    {
        scenery = await new EcsScenery(client).Prepare();
        await client.Call("ecs", "PutClusterCapacityProviders", new JsonObject { ["cluster"] = scenery.ClusterName, ["capacityProviders"] = new JsonArray("FARGATE", "FARGATE_SPOT"), ["defaultCapacityProviderStrategy"] = new JsonArray() });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_Spot_task_is_interrupted_once()
    {
        var task = await Run("FARGATE_SPOT");
        var (status, answer) = await Post(new JsonObject { ["task"] = task, ["warningSeconds"] = 5 });
        Assert.Equal((200, task, 5), (status, (string)answer["tasks"]![0]!["taskArn"]!, (int)answer["tasks"]![0]!["killAfterSeconds"]!));
        var shown = (await client.Call("ecs", "DescribeTasks", new JsonObject { ["cluster"] = scenery.ClusterName, ["tasks"] = new JsonArray(task) }))["tasks"]![0]!;
        Assert.Equal(("STOPPED", "SpotInterruption", "Your Spot Task was interrupted."), ((string)shown["desiredStatus"]!, (string)shown["stopCode"]!, (string)shown["stoppedReason"]!));
        Assert.Equal(409, (await Post(new JsonObject { ["task"] = task, ["warningSeconds"] = 5 })).Status);
    }

    [Fact]
    public async Task A_task_that_is_not_Spot_is_left_alone()
    {
        var task = await Run("FARGATE");
        var (status, answer) = await Post(new JsonObject { ["task"] = task, ["warningSeconds"] = 120 });
        Assert.Equal((409, $"Task {task[^32..]} does not run on FARGATE_SPOT but on FARGATE: AWS never takes its room back."), (status, (string)answer["message"]!));
    }

    [Theory]
    [InlineData("""{"task":"00000000000000000000000000000000","warningSeconds":120}""", 404)]
    [InlineData("""{"service":"default/none","warningSeconds":120}""", 404)]
    [InlineData("""{"service":"no slash","warningSeconds":120}""", 400)]
    [InlineData("""{"task":"a","service":"b/c","warningSeconds":120}""", 400)]
    [InlineData("""{"warningSeconds":120}""", 400)]
    [InlineData("""{"task":"a","warningSeconds":121}""", 400)]
    [InlineData("""{"task":"a","warningSeconds":-1}""", 400)]
    [InlineData("""[1]""", 400)]
    [InlineData("null", 400)]
    [InlineData("not json", 400)]
    public async Task What_cannot_be_done_is_said(string body, int status)
    {
        var answer = await client.Send("berth", HttpMethod.Post, "/_berth/interruptions", [], body);
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty((string)JsonNode.Parse(answer.Body)!["message"]!);
    }

    [Fact]
    public async Task Who_may_not_stop_the_task_is_not_told_whether_there_is_one()
    {
        var task = await Run("FARGATE_SPOT");
        var roles = await new SessionScenery(berth).Role();
        var session = await roles.Session();
        foreach (var id in new[] { task, "00000000000000000000000000000000" })
            Assert.Equal(403, (await session.Send("berth", HttpMethod.Post, "/_berth/interruptions", [], new JsonObject { ["task"] = id, ["warningSeconds"] = 1 }.ToJsonString())).Status);
        Assert.Equal(403, (await client.Send("ecs", HttpMethod.Post, "/_berth/interruptions", [], "{}")).Status);
        await roles.Put(Statement("Allow", "ecs:StopTask", task));
        Assert.Equal(200, (await session.Send("berth", HttpMethod.Post, "/_berth/interruptions", [], new JsonObject { ["task"] = task, ["warningSeconds"] = 1 }.ToJsonString())).Status);
    }

    private async Task<string> Run(string provider) => (string)(await scenery.Run(r => (r["launchType"], r["capacityProviderStrategy"]) = (null, new JsonArray(new JsonObject { ["capacityProvider"] = provider, ["weight"] = 1 }))))["tasks"]![0]!["taskArn"]!;

    private async Task<(int Status, JsonNode Body)> Post(JsonObject request)
    {
        var answer = await client.Send("berth", HttpMethod.Post, "/_berth/interruptions", [], request.ToJsonString());
        return (answer.Status, JsonNode.Parse(answer.Body)!);
    }
}
