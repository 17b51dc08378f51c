using System.Text.Json.Nodes;

namespace Berth.Bench;

/// <summary>A service that a benchmark makes, watches and takes away again.</summary>
internal sealed class BenchService
{
    private readonly BerthSubject berth;
    private readonly string name;

    private BenchService(BerthSubject berth, string name) => (this.berth, this.name) = (berth, name);

    public static Task<BenchService> Create(BerthSubject berth, string name, string family, int desired, CancellationToken cancel) => Create(berth, name, family, desired, berth.Subnets, cancel);

    public static async Task<BenchService> Create(BerthSubject berth, string name, string family, int desired, IEnumerable<string> subnets, CancellationToken cancel)
    {
        await berth.Ecs("CreateService", new()
        {
            ["serviceName"] = name,
            ["taskDefinition"] = family,
            ["desiredCount"] = desired,
            ["launchType"] = "FARGATE",
            ["deploymentConfiguration"] = new JsonObject { ["minimumHealthyPercent"] = 100, ["maximumPercent"] = 200 },
            ["networkConfiguration"] = new JsonObject
            {
                ["awsvpcConfiguration"] = new JsonObject { ["subnets"] = new JsonArray([.. subnets.Select(s => (JsonNode)s)]), ["assignPublicIp"] = berth.IsReal ? "ENABLED" : "DISABLED" },
            },
        }, cancel);
        return new(berth, name);
    }

    public Task Update(string family, CancellationToken cancel) => berth.Ecs("UpdateService", new() { ["service"] = name, ["taskDefinition"] = family }, cancel);

    /// <summary>Looks every millisecond.</summary>
    public Task UntilRunning(int count, CancellationToken cancel) => Until(s => (int)s["runningCount"]! >= count, cancel);

    /// <summary>The new tasks count as healthy and none of the old ones is left running.</summary>
    public Task UntilDeployed(CancellationToken cancel) => Until(s => s["deployments"]!.AsArray() is [var only] && (string)only!["rolloutState"]! == "COMPLETED", cancel);

    public async Task Remove(CancellationToken cancel)
    {
        await berth.Ecs("DeleteService", new() { ["service"] = name, ["force"] = true }, cancel);
        while ((await berth.Ecs("ListTasks", new() { ["desiredStatus"] = "RUNNING" }, cancel))["taskArns"]!.AsArray().Count > 0) await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        await berth.UntilStopped(cancel);
    }

    private async Task Until(Func<JsonNode, bool> wanted, CancellationToken cancel)
    {
        while (!wanted((await berth.Ecs("DescribeServices", new() { ["services"] = new JsonArray(name) }, cancel))["services"]![0]!)) await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
    }
}
