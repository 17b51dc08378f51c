using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;
using Berth.Contracts.Fargate;
using Berth.Domain.Access;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Authorization;

/// <summary>The managed policy that the instance role has is enough for a node, and nothing less is.</summary>
public sealed class AgentAccessTests(AgentAccessTests.OwnFront berth) : IClassFixture<AgentAccessTests.OwnFront>
{
    private const string Policy = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role";

    [Fact]
    public async Task The_instance_role_may_what_a_node_does_until_its_policy_is_taken_away()
    {
        var key = await Key();
        var node = berth.Client(key);
        await node.Call("ecs", "DiscoverPollEndpoint");
        var registered = await node.Call("ecs", "RegisterContainerInstance", new JsonObject
        {
            ["cluster"] = IFargatePoolGrain.ClusterName,
            ["totalResources"] = new JsonArray(Resource("CPU", 1024), Resource("MEMORY", 2048)),
        });
        var arn = (string)registered["containerInstance"]!["containerInstanceArn"]!;
        await Connect("/acs/ws", "containerInstanceArn", arn, key);
        await Connect("/tcs/ws", "containerInstance", arn, key);
        await node.Refused("ecs", "ListClusters");

        await berth.Client().Query("iam", "DetachRolePolicy", ("RoleName", IamNames.InstanceRole), ("PolicyArn", Policy));
        await node.Refused("ecs", "DiscoverPollEndpoint");
        await node.Refused("ecs", "SubmitTaskStateChange", new JsonObject { ["task"] = "arn:aws:ecs:ap-northeast-1:123456789012:task/default/x" });
        await Assert.ThrowsAsync<WebSocketException>(() => Connect("/acs/ws", "containerInstanceArn", arn, key));
        await Assert.ThrowsAsync<WebSocketException>(() => Connect("/tcs/ws", "containerInstance", arn, key));
    }

    private static JsonObject Resource(string name, int value) => new() { ["name"] = name, ["type"] = "INTEGER", ["integerValue"] = value };

    private async Task<ApiKey> Key()
    {
        var role = (await berth.Store.Find<RoleRecord>(IamNames.RoleKind, IamNames.InstanceRole))!.Value.Record;
        var keys = berth.Services.GetRequiredService<SessionIssuer>().Issue(role.Arn, role.RoleId, "i-1", TimeSpan.FromHours(1));
        return new(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken);
    }

    private async Task Connect(string path, string parameter, string arn, ApiKey key)
    {
        var timestamp = DateTimeOffset.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/ap-northeast-1/ecs/aws4_request";
        KeyValuePair<string, string>[] signed = [new("host", berth.Endpoint.Authority), new("x-amz-date", timestamp), new("x-amz-security-token", key.SessionToken!)];
        var canonical = SignatureV4.CanonicalRequest("GET", path, [new(parameter, arn)], signed, SignatureV4.EmptyBodyHash);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("x-amz-date", timestamp);
        socket.Options.SetRequestHeader("x-amz-security-token", key.SessionToken);
        socket.Options.SetRequestHeader("Authorization", $"{SignatureV4.Algorithm} Credential={key.AccessKeyId}/{scope}, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature={SignatureV4.Sign(key.SecretAccessKey, scope, timestamp, canonical)}");
        await socket.ConnectAsync(new($"ws://{berth.Endpoint.Authority}{path}?{parameter}={Uri.EscapeDataString(arn)}"), TestContext.Current.CancellationToken);
        socket.Abort();
    }

    /// <summary>Others' nodes must not lose their policy.</summary>
    public sealed class OwnFront : AwsFront;
}
