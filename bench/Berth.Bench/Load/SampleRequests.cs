using System.Text.Json.Nodes;

namespace Berth.Bench.Load;

/// <summary>The bodies of requests that both sides get.</summary>
internal static class SampleRequests
{
    public static JsonObject Definition(string family) => new()
    {
        ["family"] = family,
        ["requiresCompatibilities"] = new JsonArray("FARGATE"),
        ["networkMode"] = "awsvpc",
        ["cpu"] = "256",
        ["memory"] = "512",
        ["containerDefinitions"] = new JsonArray(new JsonObject
        {
            ["name"] = "app",
            ["image"] = "busybox:1",
            ["essential"] = true,
            ["memory"] = 512,
            ["command"] = new JsonArray("sleep", "86400"),
            ["environment"] = new JsonArray(new JsonObject { ["name"] = "COLOUR", ["value"] = "red" }),
            ["portMappings"] = new JsonArray(new JsonObject { ["containerPort"] = 80 }),
        }),
    };

    /// <param name="groups">None for the VPC's default group.</param>
    /// <param name="isPublic">Its tasks get public addresses, without which a real one finds no way to its registry.</param>
    public static JsonObject RunTask(string family, IEnumerable<string> subnets, int count, IEnumerable<string>? groups = null, bool isPublic = false) => new()
    {
        ["taskDefinition"] = family,
        ["launchType"] = "FARGATE",
        ["count"] = count,
        ["networkConfiguration"] = new JsonObject
        {
            ["awsvpcConfiguration"] = new JsonObject
            {
                ["subnets"] = new JsonArray([.. subnets.Select(s => (JsonNode)s)]),

                // Moto wants the member to be there.
                ["securityGroups"] = new JsonArray([.. (groups ?? []).Select(g => (JsonNode)g)]),
                ["assignPublicIp"] = isPublic ? "ENABLED" : "DISABLED",
            }
        },
    };

    public static JsonObject DescribeTasks(IEnumerable<string> taskArns) => new() { ["tasks"] = new JsonArray([.. taskArns.Select(t => (JsonNode)t)]) };
}
