using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskDefinitionOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string family = "f-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Revisions_count_up_and_a_family_means_its_latest_active_one()
    {
        Assert.Equal(1, (int)(await Register())["revision"]!);
        Assert.Equal(2, (int)(await Register())["revision"]!);
        Assert.Equal(2, (int)(await Describe(family))["revision"]!);
        await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = family + ":2" });
        Assert.Equal(1, (int)(await Describe(family))["revision"]!);
        Assert.Equal("INACTIVE", (string)(await Describe(family + ":2"))["status"]!);
        Assert.Equal(3, (int)(await Register())["revision"]!);
    }

    [Fact]
    public async Task Many_at_once_get_different_revisions()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Register()));
        Assert.Equal(Enumerable.Range(1, 12), made.Select(d => (int)d["revision"]!).Order());
    }

    [Fact]
    public async Task A_registered_definition_comes_back_as_it_was_given_with_the_defaults_of_ecs()
    {
        var request = EcsScenery.Definition(family);
        request["enableExecuteCommand"] = true;
        request["containerDefinitions"]![0]!["portMappings"] = new JsonArray(new JsonObject { ["containerPort"] = 80 });
        request["containerDefinitions"]![0]!["environment"] = new JsonArray(new JsonObject { ["name"] = "B", ["value"] = "2" }, new JsonObject { ["name"] = "A", ["value"] = "1" });
        await client.Call("ecs", "RegisterTaskDefinition", request);
        var definition = await Describe(family);
        var app = definition["containerDefinitions"]![0]!;
        Assert.Equal((80, 80, "tcp"), ((int)app["portMappings"]![0]!["containerPort"]!, (int)app["portMappings"]![0]!["hostPort"]!, (string)app["portMappings"]![0]!["protocol"]!));
        Assert.True((bool)app["essential"]!);
        Assert.Equal(["B", "A"], app["environment"]!.AsArray().Select(e => (string)e!["name"]!));
        Assert.Equal(("256", "512", "ACTIVE"), ((string)definition["cpu"]!, (string)definition["memory"]!, (string)definition["status"]!));
        Assert.Contains("FARGATE", definition["compatibilities"]!.AsArray().Select(c => (string)c!));
    }

    [Theory]
    [InlineData("cpu", "\"300\"", "No Fargate configuration exists for given values: 300 CPU, 512 memory.")]
    [InlineData("containerDefinitions", "[]", "Container list cannot be empty.")]
    public async Task What_cannot_run_is_refused_with_the_reason(string member, string value, string message)
    {
        var request = EcsScenery.Definition(family);
        request[member] = JsonNode.Parse(value);
        var error = await client.Refused("ecs", "RegisterTaskDefinition", request);
        Assert.Equal("ClientException", error.Code);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_show_families_and_revisions_by_status_in_both_orders()
    {
        for (var i = 0; i < 3; i++) await Register();
        await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = family + ":2" });
        Assert.Equal(["1", "3"], await Revisions(new JsonObject { ["familyPrefix"] = family }));
        Assert.Equal(["3", "1"], await Revisions(new JsonObject { ["familyPrefix"] = family, ["sort"] = "DESC" }));
        Assert.Equal(["2"], await Revisions(new JsonObject { ["familyPrefix"] = family, ["status"] = "INACTIVE" }));
        Assert.Equal([family], (await client.Call("ecs", "ListTaskDefinitionFamilies", new JsonObject { ["familyPrefix"] = family }))["families"]!.AsArray().Select(f => (string)f!));
    }

    [Fact]
    public async Task Only_a_deregistered_revision_is_deleted()
    {
        await Register();
        var refused = await client.Call("ecs", "DeleteTaskDefinitions", new JsonObject { ["taskDefinitions"] = new JsonArray(family + ":1") });
        Assert.Contains("still in ACTIVE status", (string)refused["failures"]![0]!["reason"]!, StringComparison.Ordinal);
        await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = family + ":1" });
        var deleted = await client.Call("ecs", "DeleteTaskDefinitions", new JsonObject { ["taskDefinitions"] = new JsonArray(family + ":1") });
        Assert.Equal("DELETE_IN_PROGRESS", (string)deleted["taskDefinitions"]![0]!["status"]!);
    }

    [Theory]
    [InlineData("no-such-family", "Unable to describe task definition.")]
    [InlineData("web:zero", "Invalid revision number. Number: zero")]
    public async Task A_definition_that_is_not_there(string name, string message)
    {
        var error = await client.Refused("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = name });
        Assert.Equal(("ClientException", message), (error.Code, error.Message));
    }

    private async Task<JsonNode> Register() => (await client.Call("ecs", "RegisterTaskDefinition", EcsScenery.Definition(family)))["taskDefinition"]!;

    private async Task<JsonNode> Describe(string name) => (await client.Call("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = name }))["taskDefinition"]!;

    private async Task<List<string>> Revisions(JsonObject request) =>
        [.. (await client.Call("ecs", "ListTaskDefinitions", request))["taskDefinitionArns"]!.AsArray().Select(a => ((string)a!).Split(':')[^1])];
}
