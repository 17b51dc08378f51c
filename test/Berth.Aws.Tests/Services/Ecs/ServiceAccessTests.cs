using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Ecs;

/// <summary>What IAM must permit for operations on services: the action with ECS's own condition keys, PassRole of the tasks' roles, tags.</summary>
public sealed class ServiceAccessTests(AwsFront berth) : IAsyncLifetime
{
    private ServiceScenery scenery = null!;

    public async ValueTask InitializeAsync() => scenery = await new ServiceScenery(berth.Client()).Prepare();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"ArnEquals":{"ecs:cluster":"CLUSTER"}}""", true)]
    [InlineData("""{"ArnEquals":{"ecs:cluster":"arn:aws:ecs:ap-northeast-1:123456789012:cluster/other"}}""", false)]
    [InlineData("""{"ArnLike":{"ecs:task-definition":"arn:aws:ecs:*:*:task-definition/FAMILY:1"}}""", true)]
    [InlineData("""{"ArnLike":{"ecs:task-definition":"arn:aws:ecs:*:*:task-definition/FAMILY:2"}}""", false)]
    [InlineData("""{"StringEquals":{"ecs:enable-execute-command":"false"}}""", true)]
    [InlineData("""{"StringEquals":{"ecs:enable-execute-command":"true"}}""", false)]
    [InlineData("""{"StringEquals":{"ecs:propagate-tags":"NONE"}}""", true)]
    [InlineData("""{"Bool":{"ecs:auto-assign-public-ip":"true"}}""", false)]
    [InlineData("""{"NumericLessThanEquals":{"ecs:task-cpu":"256"}}""", true)]
    [InlineData("""{"ForAllValues:StringLike":{"ecs:subnet":"subnet-*"}}""", true)]
    public async Task Making_one_is_judged_by_the_keys_of_ecs(string condition, bool holds)
    {
        var cluster = $"arn:aws:ecs:ap-northeast-1:123456789012:cluster/{scenery.ClusterName}";
        var session = await Session(Statement("Allow", "ecs:CreateService", scenery.Arn("*"), condition.Replace("CLUSTER", cluster, StringComparison.Ordinal).Replace("FAMILY", scenery.Family, StringComparison.Ordinal)));
        var request = await scenery.CreateRequest("web", """{"desiredCount":0}""");
        if (holds) await session.Call("ecs", "CreateService", request);
        else Assert.Equal("AccessDeniedException", (await session.Refused("ecs", "CreateService", request)).Code);
    }

    [Fact]
    public async Task Each_operation_needs_its_action_on_the_service()
    {
        await scenery.Create("web", """{"desiredCount":0}""");
        var nobody = await Session();
        foreach (var operation in (string[])["UpdateService", "DeleteService"])
        {
            var error = await nobody.Refused("ecs", operation, scenery.Request("web"));
            Assert.Equal("AccessDeniedException", error.Code);
            Assert.Contains($"ecs:{operation} on resource: {scenery.Arn("web")}", error.Message, StringComparison.Ordinal);
        }

        var services = new JsonObject { ["cluster"] = scenery.ClusterName, ["services"] = new JsonArray("web", scenery.Arn("other")) };
        var one = await Session(Statement("Allow", "ecs:DescribeServices", scenery.Arn("web")));
        Assert.Contains(scenery.Arn("other"), (await one.Refused("ecs", "DescribeServices", services)).Message, StringComparison.Ordinal);
        foreach (var (operation, request) in new[] { ("ListServices", new JsonObject { ["cluster"] = scenery.ClusterName }), ("ListServicesByNamespace", new JsonObject { ["namespace"] = "shop" }) })
            Assert.Equal("AccessDeniedException", (await nobody.Refused("ecs", operation, request)).Code);
        Assert.Equal("ACTIVE", (string)(await scenery.Describe("web"))["status"]!);
    }

    [Fact]
    public async Task Roles_of_the_definition_must_be_passed()
    {
        var role = await scenery.Role();
        await scenery.Register(d => d["taskRoleArn"] = role);
        var request = await scenery.CreateRequest("web", """{"desiredCount":0}""");
        var without = await Session(Statement("Allow", "ecs:*"));
        Assert.Contains("iam:PassRole on resource: " + role, (await without.Refused("ecs", "CreateService", request)).Message, StringComparison.Ordinal);
        await scenery.Create("web", $$"""{"desiredCount":0,"taskDefinition":"{{scenery.Family}}:1"}""");
        var update = scenery.Request("web", $$"""{"taskDefinition":"{{scenery.Family}}:2"}""");
        Assert.Contains("iam:PassRole on resource: " + role, (await without.Refused("ecs", "UpdateService", update)).Message, StringComparison.Ordinal);
        await without.Call("ecs", "UpdateService", scenery.Request("web", """{"desiredCount":1}"""));
        var passes = await Session(Statement("Allow", "ecs:*"), Statement("Allow", "iam:PassRole", role));
        await passes.Call("ecs", "UpdateService", update);
    }

    [Fact]
    public async Task Tags_are_permitted_by_themselves_and_tags_of_the_service_are_keys()
    {
        var request = await scenery.CreateRequest("web", """{"desiredCount":0,"tags":[{"key":"team","value":"shop"}]}""");
        Assert.Contains("ecs:TagResource", (await (await Session(Statement("Allow", "ecs:CreateService"))).Refused("ecs", "CreateService", request)).Message, StringComparison.Ordinal);
        var tagging = """{"StringEquals":{"ecs:CreateAction":"CreateService"}}""";
        await (await Session(Statement("Allow", "ecs:CreateService"), Statement("Allow", "ecs:TagResource", condition: tagging))).Call("ecs", "CreateService", request);
        var shop = await Session(Statement("Allow", "ecs:UpdateService", condition: """{"StringEquals":{"aws:ResourceTag/team":"shop"}}"""));
        await shop.Call("ecs", "UpdateService", scenery.Request("web", """{"desiredCount":0}"""));
        await scenery.Create("other", """{"desiredCount":0}""");
        await shop.Refused("ecs", "UpdateService", scenery.Request("other", """{"desiredCount":0}"""));
    }

    private async Task<ApiClient> Session(params string[] statements) => await (await new SessionScenery(berth).Role(statements)).Session();
}
