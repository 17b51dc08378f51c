using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.ServiceQuotas;

/// <summary>Has a front of its own: a quota holds for the whole account.</summary>
public sealed class ServiceQuotasTests : IAsyncLifetime
{
    private const string Clusters = "L-21C621EB";
    private readonly AwsFront berth = new();
    private ApiClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await berth.InitializeAsync();
        client = berth.Client();
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_lowered_quota_refuses_what_is_new_and_raised_again_admits_it()
    {
        Assert.Equal(10000, (double)(await Get("GetServiceQuota", "ecs", Clusters))["Value"]!);
        var change = (await Set("ecs", Clusters, 1))["RequestedQuota"]!;
        Assert.Equal(("APPROVED", 1.0, "Clusters per account"), ((string)change["Status"]!, (double)change["DesiredValue"]!, (string)change["QuotaName"]!));
        Assert.Equal(1, (double)(await Get("GetServiceQuota", "ecs", Clusters))["Value"]!);
        Assert.Equal(10000, (double)(await Get("GetAWSDefaultServiceQuota", "ecs", Clusters))["Value"]!);
        Assert.Equal("LimitExceededException", (await client.Refused("ecs", "CreateCluster", new JsonObject { ["clusterName"] = "one" })).Code);
        await Set("ecs", Clusters, 2);
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = "one" });

        var history = await client.Call("servicequotas", "ListRequestedServiceQuotaChangeHistoryByQuota", new JsonObject { ["ServiceCode"] = "ecs", ["QuotaCode"] = Clusters });
        Assert.Equal([2.0, 1.0], history["RequestedQuotas"]!.AsArray().Select(r => (double)r!["DesiredValue"]!));
        var id = (string)change["Id"]!;
        Assert.Equal(id, (string)(await client.Call("servicequotas", "GetRequestedServiceQuotaChange", new JsonObject { ["RequestId"] = id }))["RequestedQuota"]!["Id"]!);
    }

    [Fact]
    public async Task Every_service_lists_its_quotas_page_by_page()
    {
        var services = (await client.Call("servicequotas", "ListServices"))["Services"]!.AsArray();
        Assert.Contains(services, s => (string)s!["ServiceCode"]! == "fargate" && (string)s["ServiceName"]! == "AWS Fargate");
        foreach (var service in services.Select(s => (string)s!["ServiceCode"]!))
        {
            var found = new List<string>();
            for (var token = (string?)""; token is not null;)
            {
                var page = await client.Call("servicequotas", "ListServiceQuotas", new JsonObject { ["ServiceCode"] = service, ["MaxResults"] = 3, ["NextToken"] = token.Length > 0 ? token : null });
                Assert.InRange(page["Quotas"]!.AsArray().Count, 1, 3);
                found.AddRange(page["Quotas"]!.AsArray().Select(q => (string)q!["QuotaCode"]!));
                token = (string?)page["NextToken"];
            }

            Assert.Equal(found.Order(StringComparer.Ordinal).Distinct(), found);
        }
    }

    [Fact]
    public async Task A_rate_has_a_default_and_no_value_until_it_is_set_and_then_it_throttles()
    {
        Assert.Equal(20, (double)(await Get("GetAWSDefaultServiceQuota", "ecs", "L-BE000101"))["Value"]!);
        Assert.Equal("NoSuchResourceException", (await client.Refused("servicequotas", "GetServiceQuota", Named("ecs", "L-BE000101"))).Code);
        await Set("ecs", "L-BE000101", 1);
        await Set("ecs", "L-BE000201", 0);
        await client.Call("ecs", "CreateCluster", new JsonObject { ["clusterName"] = "a" });
        var refused = await client.Refused("ecs", "CreateCluster", new JsonObject { ["clusterName"] = "b" });
        Assert.Equal((400, "ThrottlingException", "Rate exceeded"), (refused.Status, refused.Code, refused.Message));
        await client.Call("ecs", "ListClusters");
    }

    [Theory]
    [InlineData("nowhere", Clusters, 1, "NoSuchResourceException")]
    [InlineData("ecs", "L-00000000", 1, "NoSuchResourceException")]
    [InlineData("ecr", Clusters, 1, "NoSuchResourceException")]
    [InlineData("ecs", Clusters, -1, "IllegalArgumentException")]
    [InlineData("ecs", Clusters, 1e300, "IllegalArgumentException")]
    public async Task What_is_no_quota_or_no_value_is_refused_and_changes_nothing(string service, string code, double value, string error)
    {
        var body = Named(service, code);
        body["DesiredValue"] = value;
        Assert.Equal(error, (await client.Refused("servicequotas", "RequestServiceQuotaIncrease", body)).Code);
        Assert.Equal(10000, (double)(await Get("GetServiceQuota", "ecs", Clusters))["Value"]!);
    }

    private static JsonObject Named(string service, string code) => new() { ["ServiceCode"] = service, ["QuotaCode"] = code };

    private async Task<JsonNode> Get(string operation, string service, string code) => (await client.Call("servicequotas", operation, Named(service, code)))["Quota"]!;

    private async Task<JsonNode> Set(string service, string code, double value)
    {
        var body = Named(service, code);
        body["DesiredValue"] = value;
        return await client.Call("servicequotas", "RequestServiceQuotaIncrease", body);
    }
}
