using System.Text.Json.Nodes;
using Berth.Domain.Kernel;
using Berth.Node.Aws;

namespace Berth.Node.Agent;

/// <summary>The node's container instance: registered once, and again under the same ARN after every restart.</summary>
internal sealed class NodeIdentity(BerthInstance berth, NodeOptions options, IAwsClient aws, IInstanceCredentials credentials)
{
    private const string Target = "AmazonEC2ContainerServiceV20141113.";
    public const string NativeTaskAttribute = "berth.native-task";

    public string Cluster => options.Cluster;

    private string ArnPath => Path.Combine(berth.DataDirectory, "node", "container-instance.json");

    /// <returns>The ARN, and where the two websockets are.</returns>
    public async Task<(string Arn, Uri Acs, Uri Tcs)> Register(CancellationToken cancel)
    {
        var request = new JsonObject
        {
            ["cluster"] = options.Cluster,
            ["totalResources"] = new JsonArray(
                new JsonObject { ["name"] = "CPU", ["type"] = "INTEGER", ["integerValue"] = options.CpuUnits },
                new JsonObject { ["name"] = "MEMORY", ["type"] = "INTEGER", ["integerValue"] = options.MemoryMib }),
            ["versionInfo"] = new JsonObject { ["agentVersion"] = options.Version },
            ["attributes"] = new JsonArray(
                new JsonObject { ["name"] = NativeTaskAttribute }, new JsonObject { ["name"] = "ecs.os-type", ["value"] = "linux" },
                new JsonObject { ["name"] = "ecs.cpu-architecture", ["value"] = "x86_64" }, new JsonObject { ["name"] = "ecs.capability.task-eni" }),
        };
        var kept = KeptFile.Read<Kept>(ArnPath);
        if (kept is not null) request["containerInstanceArn"] = kept.Arn;
        var answer = await aws.Call("ecs", Target + "RegisterContainerInstance", request, await credentials.Get(cancel), cancel);
        var arn = answer["containerInstance"]!["containerInstanceArn"]!.GetValue<string>();
        Directory.CreateDirectory(Path.GetDirectoryName(ArnPath)!);
        if (kept?.Arn != arn) KeptFile.Write(ArnPath, new Kept(arn), flush: true);

        var endpoints = await aws.Call("ecs", Target + "DiscoverPollEndpoint", new() { ["cluster"] = options.Cluster, ["containerInstance"] = arn }, await credentials.Get(cancel), cancel);
        return (arn, Websocket(endpoints["endpoint"]!), Websocket(endpoints["telemetryEndpoint"]!));
    }

    /// <summary>The agent adds /ws itself and turns http into ws.</summary>
    private static Uri Websocket(JsonNode endpoint)
    {
        var uri = new UriBuilder(endpoint.GetValue<string>());
        uri.Scheme = uri.Scheme == "https" ? "wss" : "ws";
        uri.Path = uri.Path.TrimEnd('/') + "/ws";
        return uri.Uri;
    }

    private sealed record Kept(string Arn);
}
