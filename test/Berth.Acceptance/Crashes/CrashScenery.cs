using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;
using Berth.Aws.Tests.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>What the crash and leak tests run: one small image, one definition whose script each task brings along.</summary>
internal sealed class CrashScenery(BerthInstallation installation)
{
    public ApiClient Api => field ??= new(installation.Endpoint, Key());

    public string Subnet { get; private set; } = "";

    public static JsonObject RunRequest(string definition, string subnet, string script, int count = 1) => new()
    {
        ["taskDefinition"] = definition,
        ["launchType"] = "FARGATE",
        ["count"] = count,
        ["networkConfiguration"] = new JsonObject { ["awsvpcConfiguration"] = new JsonObject { ["subnets"] = new JsonArray(subnet), ["assignPublicIp"] = "ENABLED" } },
        ["overrides"] = new JsonObject { ["containerOverrides"] = new JsonArray(new JsonObject { ["name"] = "main", ["command"] = new JsonArray("/bin/sh", "-c", script) }) },
    };

    public async Task Prepare()
    {
        var scenery = new Scenery(installation);
        await scenery.LogGroup(Worker.Group);
        Subnet = await scenery.Subnet();
        await scenery.Definition("short", await scenery.Image("crash"), await scenery.ExecutionRole("crashRole"), Worker.Group, "true", container => container.Remove("logConfiguration"));
    }

    public async Task<IReadOnlyList<string>> Run(string script, int count) =>
        [.. (await Api.Call("ecs", "RunTask", RunRequest("short", Subnet, script, count)))["tasks"]!.AsArray().Select(t => (string)t!["taskArn"]!)];

    public async Task<IReadOnlyList<JsonNode>> Describe(IReadOnlyList<string> arns)
    {
        var tasks = new List<JsonNode>();
        foreach (var page in arns.Chunk(100))
            tasks.AddRange((await Api.Call("ecs", "DescribeTasks", new JsonObject { ["tasks"] = new JsonArray([.. page.Select(a => JsonValue.Create(a))]) }))["tasks"]!.AsArray().Select(t => t!));
        return tasks;
    }

    /// <returns>The tasks, all in that status, or as they were seen last.</returns>
    public Task<IReadOnlyList<JsonNode>> Until(IReadOnlyList<string> arns, string status) =>
        Look.Until(() => Describe(arns), tasks => tasks.Count == arns.Count && tasks.All(t => (string)t["lastStatus"]! == status));

    private ApiKey Key()
    {
        var key = JsonNode.Parse(File.ReadAllText(Path.Combine(installation.DataDirectory, "root-access-key.json")))!;
        return new((string)key["accessKeyId"]!, (string)key["secretAccessKey"]!, null);
    }
}
