using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class CapacityProviderOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = "c-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task A_cluster_is_made_with_capacity_providers_and_shows_them()
    {
        var made = (await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name, ["capacityProviders"] = new JsonArray("FARGATE", "FARGATE_SPOT"), ["defaultCapacityProviderStrategy"] = Strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 0, 3)) }))["cluster"]!;
        foreach (var cluster in new[] { made, await Describe() })
        {
            Assert.Equal("""["FARGATE","FARGATE_SPOT"]""", cluster["capacityProviders"]!.ToJsonString());
            Assert.Equal("""[{"capacityProvider":"FARGATE","weight":1,"base":1},{"capacityProvider":"FARGATE_SPOT","weight":3,"base":0}]""", cluster["defaultCapacityProviderStrategy"]!.ToJsonString());
        }

        var other = await client.Refused("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name, ["capacityProviders"] = new JsonArray("FARGATE") });
        Assert.Equal(("InvalidParameterException", "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."), (other.Code, other.Message));
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name, ["capacityProviders"] = new JsonArray("FARGATE_SPOT", "FARGATE") });
    }

    [Fact]
    public async Task Capacity_providers_are_put_in_the_place_of_those_before()
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name, ["capacityProviders"] = new JsonArray("FARGATE") });
        var put = await Put(new JsonArray("arn:aws:ecs:ap-northeast-1:123456789012:capacity-provider/FARGATE_SPOT"), Strategy(("FARGATE_SPOT", 0, 1)));
        Assert.Equal("""["FARGATE_SPOT"]""", put["cluster"]!["capacityProviders"]!.ToJsonString());
        await Put([], []);
        Assert.Equal(("[]", "[]"), ((await Describe())["capacityProviders"]!.ToJsonString(), (await Describe())["defaultCapacityProviderStrategy"]!.ToJsonString()));
    }

    [Fact]
    public async Task What_ECS_does_not_have_is_refused_and_changes_nothing()
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name, ["capacityProviders"] = new JsonArray("FARGATE") });
        var unknown = await client.Refused("ecs", "PutClusterCapacityProviders", PutRequest(new JsonArray("machines"), []));
        Assert.Equal(("InvalidParameterException", "The specified capacity provider was not found."), (unknown.Code, unknown.Message));
        var foreign = await client.Refused("ecs", "PutClusterCapacityProviders", PutRequest(new JsonArray("arn:aws:ecs:us-east-1:123456789012:capacity-provider/FARGATE"), []));
        Assert.Equal("The specified capacity provider was not found.", foreign.Message);
        var apart = await client.Refused("ecs", "PutClusterCapacityProviders", PutRequest(new JsonArray("FARGATE"), Strategy(("FARGATE_SPOT", 0, 1))));
        Assert.StartsWith("The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.", apart.Message, StringComparison.Ordinal);
        Assert.Equal("""["FARGATE"]""", (await Describe())["capacityProviders"]!.ToJsonString());
        Assert.Equal("ClusterNotFoundException", (await client.Refused("ecs", "PutClusterCapacityProviders", new JsonObject { ["cluster"] = name + "x", ["capacityProviders"] = new JsonArray("FARGATE"), ["defaultCapacityProviderStrategy"] = new JsonArray() })).Code);
    }

    [Fact]
    public async Task The_two_of_Fargate_are_described_in_pages_and_others_are_missing()
    {
        var all = (await client.Call("ecs", "DescribeCapacityProviders"))["capacityProviders"]!.AsArray();
        Assert.Equal(["arn:aws:ecs:ap-northeast-1:123456789012:capacity-provider/FARGATE", "arn:aws:ecs:ap-northeast-1:123456789012:capacity-provider/FARGATE_SPOT"], all.Select(p => (string)p!["capacityProviderArn"]!));
        Assert.All(all, p => Assert.Equal("ACTIVE", (string)p!["status"]!));

        var named = await client.Call("ecs", "DescribeCapacityProviders", new JsonObject { ["capacityProviders"] = new JsonArray("FARGATE_SPOT", "machines") });
        Assert.Equal("FARGATE_SPOT", (string)named["capacityProviders"]!.AsArray().Single()!["name"]!);
        Assert.Equal(("arn:aws:ecs:ap-northeast-1:123456789012:capacity-provider/machines", "MISSING"), ((string)named["failures"]![0]!["arn"]!, (string)named["failures"]![0]!["reason"]!));

        var first = await client.Call("ecs", "DescribeCapacityProviders", new JsonObject { ["maxResults"] = 1 });
        var second = await client.Call("ecs", "DescribeCapacityProviders", new JsonObject { ["maxResults"] = 1, ["nextToken"] = (string)first["nextToken"]! });
        Assert.Equal(("FARGATE", "FARGATE_SPOT", null), ((string)first["capacityProviders"]![0]!["name"]!, (string)second["capacityProviders"]![0]!["name"]!, second["nextToken"]));
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "DescribeCapacityProviders", new JsonObject { ["nextToken"] = "made-up" })).Code);
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "DescribeCapacityProviders", new JsonObject { ["maxResults"] = 11 })).Code);
    }

    [Fact]
    public async Task Tasks_are_split_by_the_strategy_asked_for_or_by_the_clusters_own()
    {
        var scenery = await Scenery(Strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 0, 3)));
        var byDefault = await scenery.Run(r => (r["launchType"], r["count"]) = (null, 5));
        Assert.Equal((2, 3), Split(byDefault));
        Assert.All(byDefault["tasks"]!.AsArray(), t => Assert.Equal("FARGATE", (string)t!["launchType"]!));

        var asked = await scenery.Run(r => (r["launchType"], r["count"], r["capacityProviderStrategy"]) = (null, 3, Strategy(("FARGATE_SPOT", 0, 1))));
        Assert.Equal((0, 3), Split(asked));
        Assert.Null((await scenery.Run())["tasks"]![0]!["capacityProviderName"]);
    }

    [Fact]
    public async Task A_strategy_that_places_nothing_is_refused()
    {
        var scenery = await Scenery(Strategy(("FARGATE", 0, 0)));
        var zero = await Refused(r => r["launchType"] = null);
        Assert.Equal("InvalidParameterException", zero.Code);
        Assert.StartsWith("There are no capacity providers with a weight value greater than zero defined in the default capacity provider strategy.", zero.Message, StringComparison.Ordinal);
        var named = await Refused(r => (r["launchType"], r["capacityProviderStrategy"]) = (null, Strategy(("FARGATE", 0, 0))));
        Assert.Equal("There are no capacity providers in the capacity provider strategy with a weight value greater than zero", named.Message);
        var both = await Refused(r => r["capacityProviderStrategy"] = Strategy(("FARGATE", 0, 1)));
        Assert.Equal("Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.", both.Message);
        var apart = await Refused(r => (r["launchType"], r["capacityProviderStrategy"]) = (null, Strategy(("machines", 0, 1))));
        Assert.StartsWith("The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.", apart.Message, StringComparison.Ordinal);

        async Task<ApiError> Refused(Action<JsonObject> change)
        {
            var request = await scenery.RunRequest();
            change(request);
            return await client.Refused("ecs", "RunTask", request);
        }
    }

    [Fact]
    public async Task A_capacity_provider_that_tasks_use_stays()
    {
        var scenery = await Scenery(Strategy(("FARGATE_SPOT", 0, 1)));
        await scenery.Run(r => r["launchType"] = null);
        var kept = await client.Refused("ecs", "PutClusterCapacityProviders", new JsonObject { ["cluster"] = scenery.ClusterName, ["capacityProviders"] = new JsonArray("FARGATE"), ["defaultCapacityProviderStrategy"] = new JsonArray() });
        Assert.Equal(("ResourceInUseException", "The specified capacity provider is in use and cannot be removed."), (kept.Code, kept.Message));
        await client.Call("ecs", "PutClusterCapacityProviders", new JsonObject { ["cluster"] = scenery.ClusterName, ["capacityProviders"] = new JsonArray("FARGATE_SPOT"), ["defaultCapacityProviderStrategy"] = new JsonArray() });
    }

    private static (int OnDemand, int Spot) Split(JsonNode answer)
    {
        var providers = answer["tasks"]!.AsArray().Select(t => (string?)t!["capacityProviderName"]).ToList();
        return (providers.Count(p => p == "FARGATE"), providers.Count(p => p == "FARGATE_SPOT"));
    }

    private async Task<EcsScenery> Scenery(JsonArray strategy)
    {
        var scenery = await new EcsScenery(client).Prepare();
        await client.Call("ecs", "PutClusterCapacityProviders", new JsonObject { ["cluster"] = scenery.ClusterName, ["capacityProviders"] = new JsonArray("FARGATE", "FARGATE_SPOT"), ["defaultCapacityProviderStrategy"] = strategy });
        return scenery;
    }

    private static JsonArray Strategy(params ReadOnlySpan<(string Provider, int Base, int Weight)> items)
    {
        var strategy = new JsonArray();
        foreach (var (provider, floor, weight) in items) strategy.Add(new JsonObject { ["capacityProvider"] = provider, ["base"] = floor, ["weight"] = weight });
        return strategy;
    }

    private JsonObject PutRequest(JsonArray providers, JsonArray strategy) => new() { ["cluster"] = name, ["capacityProviders"] = providers, ["defaultCapacityProviderStrategy"] = strategy };

    private async Task<JsonNode> Put(JsonArray providers, JsonArray strategy) => await client.Call("ecs", "PutClusterCapacityProviders", PutRequest(providers, strategy));

    private async Task<JsonNode> Describe() => (await client.Call("ecs", "DescribeClusters", new JsonObject { ["clusters"] = new JsonArray(name) }))["clusters"]![0]!;
}
