using System.Text.Json.Nodes;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Tests.Driving;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskDefinitionSweepTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();

    [Fact]
    public async Task A_deleted_revision_goes_when_no_task_needs_it_and_its_number_is_never_given_again()
    {
        var used = await new EcsScenery(client).Prepare();
        var unused = await new EcsScenery(client).Prepare();
        await used.Run();
        foreach (var family in (string[])[used.Family, unused.Family])
        {
            await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = family + ":1" });
            await client.Call("ecs", "DeleteTaskDefinitions", new JsonObject { ["taskDefinitions"] = new JsonArray(family + ":1") });
        }

        await berth.Services.GetRequiredService<TaskDefinitionSweep>().Sweep(CancellationToken.None);
        Assert.Equal("DELETE_IN_PROGRESS", (string)(await Describe(used.Family + ":1"))["taskDefinition"]!["status"]!);
        Assert.Equal("Unable to describe task definition.", (await client.Refused("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = unused.Family + ":1" })).Message);
        var next = await client.Call("ecs", "RegisterTaskDefinition", EcsScenery.Definition(unused.Family));
        Assert.Equal(2, (int)next["taskDefinition"]!["revision"]!);
    }

    private Task<JsonNode> Describe(string name) => client.Call("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = name });
}
