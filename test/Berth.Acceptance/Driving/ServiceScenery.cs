using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Acceptance.Driving;

/// <summary>Services made and watched with the stock CLI; what must be looked at more often than a CLI starts goes by signed HTTP.</summary>
internal sealed class ServiceScenery(BerthInstallation installation)
{
    private readonly Aws aws = installation.Aws;
    private readonly Scenery scenery = new(installation);
    private ApiClient? api;

    /// <summary>A definition of a container that is healthy five seconds after its start, and unhealthy from when <c>/sick</c> is there, or on the simulated engine as told.</summary>
    public Task<string> Checked(string family, string image, string role, string script = "sleep 600", string? health = null, Action<JsonObject>? change = null) =>
        scenery.Definition(family, image, role, "/" + family, script, container =>
        {
            container["healthCheck"] = new JsonObject { ["command"] = new JsonArray("CMD-SHELL", "test ! -e /sick"), ["interval"] = 5, ["retries"] = 1 };
            if (health is not null) Scenery.Tell(container, "HEALTH", health);
            change?.Invoke(container);
        });

    public async Task<JsonNode> Create(string name, string definition, int desired, params string[] more) => (await aws.Json(
        ["ecs", "create-service", "--service-name", name, "--task-definition", definition, "--desired-count", $"{desired}", .. Where(more), .. await Network(), .. more]))["service"]!;

    public async Task<JsonNode> Update(string name, params string[] more) => (await aws.Json(["ecs", "update-service", "--service", name, .. more]))["service"]!;

    public async Task<JsonNode> Describe(string name) =>
        (await (await Api()).Call("ecs", "DescribeServices", new JsonObject { ["services"] = new JsonArray(name), ["include"] = new JsonArray("TAGS") }))["services"]![0]!;

    /// <summary>Looks until the service is as wanted, and fails with what it is when that takes too long.</summary>
    public async Task<JsonNode> Until(string name, Func<JsonNode, bool> wanted, TimeSpan? patience = null)
    {
        var seen = await Look.Until(() => Describe(name), wanted, patience);
        Assert.True(wanted(seen), seen.ToJsonString());
        return seen;
    }

    /// <summary>One deployment, COMPLETED, with as many tasks as desired.</summary>
    public Task<JsonNode> UntilSteady(string name, TimeSpan? patience = null) => Until(name, IsSteady, patience);

    public static bool IsSteady(JsonNode service) =>
        service["deployments"]!.AsArray() is [var only] && (string)only!["rolloutState"]! == "COMPLETED" && (int)service["runningCount"]! == (int)service["desiredCount"]! && (int)service["pendingCount"]! == 0;

    /// <summary>Ids of the service's tasks whose desiredStatus is RUNNING.</summary>
    public async Task<IReadOnlyList<string>> Tasks(string name) =>
        [.. (await (await Api()).Call("ecs", "ListTasks", new JsonObject { ["serviceName"] = name }))["taskArns"]!.AsArray().Select(a => Scenery.IdOf((string)a!))];

    public async Task<JsonNode> Task(string id) => (await (await Api()).Call("ecs", "DescribeTasks", new JsonObject { ["tasks"] = new JsonArray(id) }))["tasks"]![0]!;

    /// <summary>What the service said, oldest first, without its name.</summary>
    public static IReadOnlyList<string> Said(JsonNode service) =>
        [.. service["events"]!.AsArray().Select(e => ((string)e!["message"]!).Replace($"(service {service["serviceName"]}) ", "", StringComparison.Ordinal)).Reverse()];

    /// <summary>Looks every tenth of a second until what is awaited is over, and answers how many tasks ran and were on their way each time.</summary>
    public async Task<IReadOnlyList<(int Running, int Pending)>> Watch(string name, Task until)
    {
        var seen = new List<(int, int)>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!until.IsCompleted)
        {
            var service = await Describe(name);
            seen.Add(((int)service["runningCount"]!, (int)service["pendingCount"]!));
            await timer.WaitForNextTickAsync();
        }

        await until;
        return seen;
    }

    private async Task<ApiClient> Api()
    {
        if (api is not null) return api;
        var environment = await installation.Environment();
        return api = new(installation.Endpoint, new(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], null));
    }

    private static string[] Where(string[] more) => more.Contains("--capacity-provider-strategy", StringComparer.Ordinal) ? [] : ["--launch-type", "FARGATE"];

    private async Task<string[]> Network() => ["--network-configuration", $"awsvpcConfiguration={{subnets=[{await scenery.Subnet()}],assignPublicIp=ENABLED}}"];
}
