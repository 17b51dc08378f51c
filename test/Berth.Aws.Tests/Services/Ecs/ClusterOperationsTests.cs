using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Contracts.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class ClusterOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = "c-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task A_cluster_is_made_described_changed_and_deleted()
    {
        var made = (await client.Call("ecs", "CreateCluster", new JsonObject
        {
            ["clusterName"] = name,
            ["settings"] = new JsonArray(new JsonObject { ["name"] = "containerInsights", ["value"] = "enabled" }),
            ["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "shop" }),
        }))["cluster"]!;
        Assert.Equal(($"arn:aws:ecs:ap-northeast-1:123456789012:cluster/{name}", "ACTIVE"), ((string)made["clusterArn"]!, (string)made["status"]!));

        var bare = await Describe();
        Assert.Empty(bare["tags"]!.AsArray());
        var full = await Describe("TAGS", "SETTINGS");
        Assert.Equal(("shop", "enabled"), ((string)full["tags"]![0]!["value"]!, (string)full["settings"]![0]!["value"]!));

        await client.Call("ecs", "UpdateClusterSettings", new JsonObject { ["cluster"] = name, ["settings"] = new JsonArray(new JsonObject { ["name"] = "containerInsights", ["value"] = "disabled" }) });
        Assert.Equal("disabled", (string)(await Describe("SETTINGS"))["settings"]![0]!["value"]!);

        Assert.Equal("INACTIVE", (string)(await client.Call("ecs", "DeleteCluster", new JsonObject { ["cluster"] = name }))["cluster"]!["status"]!);
        Assert.Equal("INACTIVE", (string)(await Describe())["status"]!);
        Assert.DoesNotContain(name, (await client.Call("ecs", "ListClusters"))["clusterArns"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_again_for_a_cluster_that_is_there_changes_nothing()
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name, ["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "shop" }) });
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name });
        Assert.Equal("shop", (string)(await Describe("TAGS"))["tags"]![0]!["value"]!);
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_a_failure_of_describe_and_an_error_elsewhere()
    {
        var described = await client.Call("ecs", "DescribeClusters", new JsonObject { ["clusters"] = new JsonArray(name) });
        Assert.Equal("MISSING", (string)described["failures"]![0]!["reason"]!);
        foreach (var operation in (string[])["DeleteCluster", "UpdateCluster", "ListTasks"])
        {
            var error = await client.Refused("ecs", operation, new JsonObject { ["cluster"] = name });
            Assert.Equal(("ClusterNotFoundException", "Cluster not found."), (error.Code, error.Message));
        }
    }

    [Fact]
    public async Task Changes_at_once_are_all_kept()
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name });
        var arn = $"arn:aws:ecs:ap-northeast-1:123456789012:cluster/{name}";
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            client.Call("ecs", "TagResource", new JsonObject { ["resourceArn"] = arn, ["tags"] = new JsonArray(new JsonObject { ["key"] = $"k{i}", ["value"] = "v" }) })));
        Assert.Equal(12, (await Describe("TAGS"))["tags"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:cluster/")]
    [InlineData("arn:aws:ecs:ap-northeast-1:999999999999:cluster/")]
    public async Task A_cluster_of_another_account_or_region_is_not_this_one(string prefix)
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name });
        Assert.Equal("ClusterNotFoundException", (await client.Refused("ecs", "DeleteCluster", new JsonObject { ["cluster"] = prefix + name })).Code);
        Assert.Equal("ACTIVE", (string)(await Describe())["status"]!);
    }

    [Theory]
    [InlineData("no spaces")]
    [InlineData("berth-fargate")]
    public async Task A_bad_name_is_refused(string bad) =>
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "CreateCluster", new JsonObject { ["clusterName"] = bad })).Code);

    [Fact]
    public async Task A_cluster_with_tasks_is_not_deleted()
    {
        var scenery = await new EcsScenery(client).Prepare();
        await scenery.Run();
        var error = await client.Refused("ecs", "DeleteCluster", new JsonObject { ["cluster"] = scenery.ClusterName });
        Assert.Equal(("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_cluster_with_services_is_not_deleted()
    {
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name });
        var cluster = berth.Services.GetRequiredService<IGrainFactory>().GetGrain<IClusterGrain>(name);
        await cluster.AdmitService("web", 1);
        Assert.Equal(1, (int)(await Describe())["activeServicesCount"]!);
        var error = await client.Refused("ecs", "DeleteCluster", new JsonObject { ["cluster"] = name });
        Assert.Equal(("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."), (error.Code, error.Message));
        await cluster.DropService("web");
        await client.Call("ecs", "DeleteCluster", new JsonObject { ["cluster"] = name });
    }

    [Fact]
    public async Task Lists_come_in_pages_that_together_are_whole()
    {
        for (var i = 0; i < 5; i++) await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = $"{name}-{i}" });
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await client.Call("ecs", "ListClusters", new JsonObject { ["maxResults"] = 2, ["nextToken"] = token });
            Assert.True(page["clusterArns"]!.AsArray().Count <= 2);
            seen.AddRange(page["clusterArns"]!.AsArray().Select(a => (string)a!));
            token = (string?)page["nextToken"];
        }
        while (token is not null);
        Assert.Equal(5, seen.Count(arn => arn.Contains(name, StringComparison.Ordinal)));
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "ListClusters", new JsonObject { ["nextToken"] = "made-up" })).Code);
    }

    private async Task<JsonNode> Describe(params string[] include) => (await client.Call("ecs", "DescribeClusters", new JsonObject
    {
        ["clusters"] = new JsonArray(name),
        ["include"] = new JsonArray([.. include.Select(i => JsonValue.Create(i))]),
    }))["clusters"]![0]!;
}
