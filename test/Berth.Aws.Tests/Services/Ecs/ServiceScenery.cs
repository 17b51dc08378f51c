using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

/// <summary>Services of one cluster of their own. Nothing runs their tasks: they stay on their way.</summary>
internal sealed class ServiceScenery(ApiClient client)
{
    private readonly EcsScenery ecs = new(client);

    public string ClusterName => ecs.ClusterName;

    public string Family => ecs.Family;

    public async Task<ServiceScenery> Prepare()
    {
        await ecs.Prepare();
        return this;
    }

    public string Arn(string name) => $"arn:aws:ecs:ap-northeast-1:123456789012:service/{ClusterName}/{name}";

    public Task<string> Role() => ecs.Role();

    /// <summary>Registers the family's next revision.</summary>
    /// <returns>Its ARN.</returns>
    public async Task<string> Register(Action<JsonObject>? change = null)
    {
        var definition = EcsScenery.Definition(Family);
        change?.Invoke(definition);
        return (string)(await client.Call("ecs", "RegisterTaskDefinition", definition))["taskDefinition"]!["taskDefinitionArn"]!;
    }

    /// <param name="change">Members that are set, or with null taken away.</param>
    public async Task<JsonObject> CreateRequest(string name, string change = "{}")
    {
        var request = await ecs.RunRequest();
        (request["serviceName"], request["desiredCount"]) = (name, 1);
        Change(request, change);
        return request;
    }

    public async Task<JsonNode> Create(string name, string change = "{}") => (await client.Call("ecs", "CreateService", await CreateRequest(name, change)))["service"]!;

    /// <summary>A service with the EXTERNAL deployment controller.</summary>
    public async Task<JsonNode> CreateExternal(string name) =>
        await Create(name, """{"deploymentController":{"type":"EXTERNAL"},"taskDefinition":null,"launchType":null,"networkConfiguration":null}""");

    public JsonObject Request(string name, string change = "{}")
    {
        var request = new JsonObject { ["cluster"] = ClusterName, ["service"] = name };
        Change(request, change);
        return request;
    }

    public async Task<JsonNode> Update(string name, string change) => (await client.Call("ecs", "UpdateService", Request(name, change)))["service"]!;

    public async Task<JsonNode> Delete(string name, bool force = false) => (await client.Call("ecs", "DeleteService", Request(name, force ? """{"force":true}""" : "{}")))["service"]!;

    public Task<JsonNode> DescribeAll(params string[] names) => client.Call("ecs", "DescribeServices", new JsonObject
    {
        ["cluster"] = ClusterName,
        ["services"] = new JsonArray([.. names.Select(n => JsonValue.Create(n))]),
        ["include"] = new JsonArray("TAGS"),
    });

    public async Task<JsonNode> Describe(string name) => (await DescribeAll(name))["services"]!.AsArray().Single()!;

    public async Task<string[]> List(string change = "{}")
    {
        var request = new JsonObject { ["cluster"] = ClusterName };
        Change(request, change);
        return [.. (await client.Call("ecs", "ListServices", request))["serviceArns"]!.AsArray().Select(a => (string)a!)];
    }

    private static void Change(JsonObject request, string change)
    {
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            if (value is null) request.Remove(name);
            else request[name] = value.DeepClone();
        }
    }
}
