using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

/// <summary>What most ECS tests need first: names of their own, a registered definition, a cluster, a subnet.</summary>
internal sealed class EcsScenery(ApiClient client)
{
    private readonly string mark = Guid.NewGuid().ToString("N")[..8];

    public string Family => "family-" + mark;

    public string ClusterName => "cluster-" + mark;

    public static JsonObject Definition(string family) => new()
    {
        ["family"] = family,
        ["cpu"] = "256",
        ["memory"] = "512",
        ["networkMode"] = "awsvpc",
        ["requiresCompatibilities"] = new JsonArray("FARGATE"),
        ["containerDefinitions"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "busybox", ["command"] = new JsonArray("true") }),
    };

    public async Task<EcsScenery> Prepare()
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = ClusterName });
        await client.Call("ecs", "RegisterTaskDefinition", Definition(Family));
        return this;
    }

    /// <summary>Makes a role that tasks may have, named as the family.</summary>
    /// <returns>Its ARN.</returns>
    public async Task<string> Role()
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        await client.Query("iam", "CreateRole", ("RoleName", Family), ("AssumeRolePolicyDocument", Trust));
        return "arn:aws:iam::123456789012:role/" + Family;
    }

    public async Task<JsonObject> RunRequest()
    {
        var subnets = await client.Query("ec2", "DescribeSubnets", ("Filter.1.Name", "default-for-az"), ("Filter.1.Value.1", "true"));
        return new()
        {
            ["cluster"] = ClusterName,
            ["taskDefinition"] = Family,
            ["launchType"] = "FARGATE",
            ["networkConfiguration"] = new JsonObject { ["awsvpcConfiguration"] = new JsonObject { ["subnets"] = new JsonArray([.. subnets.Descendants("subnetId").Select(s => JsonValue.Create(s.Value))]) } },
        };
    }

    public async Task<JsonNode> Run(Action<JsonObject>? change = null)
    {
        var request = await RunRequest();
        change?.Invoke(request);
        return await client.Call("ecs", "RunTask", request);
    }
}
