using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Ecs;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Authorization;

/// <summary>IAM decides every call, and a change of a policy counts from the next call on.</summary>
public sealed class AuthorizerTests(AwsFront berth)
{
    [Fact]
    public async Task Who_has_no_policy_may_only_ask_who_they_are()
    {
        var scenery = await new SessionScenery(berth).Role();
        var nobody = await scenery.Session();
        Assert.Equal(scenery.SessionArn, (await nobody.Query("sts", "GetCallerIdentity")).Descendants("Arn").Single().Value);

        var json = await nobody.Refused("ecs", "ListClusters");
        Assert.Equal((400, "AccessDeniedException"), (json.Status, json.Code));
        Assert.StartsWith($"User: {scenery.SessionArn} is not authorized to perform: ecs:ListClusters on resource: ", json.Message, StringComparison.Ordinal);
        var query = await nobody.QueryRefused("iam", "ListRoles");
        Assert.Equal((403, "AccessDenied"), (query.Status, query.Code));
        var ec2 = await nobody.QueryRefused("ec2", "DescribeVpcs");
        Assert.Equal((403, "UnauthorizedOperation"), (ec2.Status, ec2.Code));
        Assert.StartsWith("You are not authorized to perform this operation. User: ", ec2.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_policy_counts_at_once()
    {
        var scenery = await new SessionScenery(berth).Role();
        var session = await scenery.Session();
        await session.Refused("ecs", "ListClusters");
        await scenery.Put(Statement("Allow", "ecs:ListClusters"));
        await session.Call("ecs", "ListClusters");
        await session.Call("ecs", "ListClusters");
        await scenery.Put(Statement("Allow", "ecs:*"), Statement("Deny", "ecs:List*"));
        var denied = await session.Refused("ecs", "ListClusters");
        Assert.EndsWith("with an explicit deny in an identity-based policy", denied.Message, StringComparison.Ordinal);
        await berth.Client().Query("iam", "DeleteRolePolicy", ("RoleName", scenery.RoleName), ("PolicyName", "own"));
        await session.Refused("ecs", "ListClusters");
    }

    [Fact]
    public async Task A_managed_policy_counts_while_it_is_attached()
    {
        var scenery = await new SessionScenery(berth).Role();
        var session = await scenery.Session();
        const string Execution = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
        await session.Refused("ecr", "GetAuthorizationToken");
        await berth.Client().Query("iam", "AttachRolePolicy", ("RoleName", scenery.RoleName), ("PolicyArn", Execution));
        await session.Call("ecr", "GetAuthorizationToken");
        await session.Refused("ecr", "CreateRepository", new JsonObject { ["repositoryName"] = "not-mine" });
        await berth.Client().Query("iam", "DetachRolePolicy", ("RoleName", scenery.RoleName), ("PolicyArn", Execution));
        await session.Refused("ecr", "GetAuthorizationToken");
    }

    [Theory]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", false)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"false"}}""", true)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"ap-northeast-1"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:PrincipalType":"AssumedRole"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}""", true)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}""", true)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/team":"blue"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:SourceVpce":"vpce-1"}}""", false)]
    public async Task Conditions_are_judged_on_how_the_request_came(string condition, bool holds)
    {
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "ecs:ListClusters", condition: condition))).Session();
        if (holds) await session.Call("ecs", "ListClusters");
        else await session.Refused("ecs", "ListClusters");
    }

    [Fact]
    public async Task Tags_of_the_principal_are_keys_too()
    {
        var scenery = await new SessionScenery(berth).Role(Statement("Allow", "ecs:ListClusters", condition: """{"StringEquals":{"aws:PrincipalTag/team":"blue"}}"""));
        var session = await scenery.Session();
        await session.Refused("ecs", "ListClusters");
        await berth.Client().Query("iam", "TagRole", ("RoleName", scenery.RoleName), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue"));
        await session.Call("ecs", "ListClusters");
    }

    [Fact]
    public async Task The_resource_decides_too()
    {
        var ecs = await new EcsScenery(berth.Client()).Prepare();
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "ecs:DeleteCluster", "arn:aws:ecs:ap-northeast-1:123456789012:cluster/" + ecs.ClusterName))).Session();
        await session.Refused("ecs", "DeleteCluster", new JsonObject { ["cluster"] = "default" });
        await session.Call("ecs", "DeleteCluster", new JsonObject { ["cluster"] = ecs.ClusterName });
    }

    [Fact]
    public async Task What_is_refused_changes_nothing()
    {
        var session = await (await new SessionScenery(berth).Role()).Session();
        var name = "never-" + Guid.NewGuid().ToString("N")[..8];
        await session.Refused("ecs", "CreateCluster", new JsonObject { ["clusterName"] = name });
        Assert.DoesNotContain($"cluster/{name}", berth.Store.Keys);
    }
}
