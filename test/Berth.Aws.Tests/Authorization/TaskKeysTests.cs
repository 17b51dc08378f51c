using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Ecs;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Authorization;

/// <summary>Keys that belong to a task: what they are refused is kept with the task, and they die with it.</summary>
public sealed class TaskKeysTests(AwsFront berth)
{
    [Fact]
    public async Task A_refusal_is_kept_with_the_task_once()
    {
        var taskArn = await Run();
        var scenery = await new SessionScenery(berth).Role();
        var session = await scenery.Session(taskArn);
        await session.Refused("ecr", "GetAuthorizationToken");
        await session.Refused("ecr", "GetAuthorizationToken");
        var kept = Assert.Single((await Row(taskArn)).Refusals);
        Assert.Equal(("ecr:GetAuthorizationToken", "*", scenery.SessionArn, scenery.RoleArn, AccessVerdict.NoIdentityPolicyAllows), (kept.Action, kept.Resource, kept.PrincipalArn, kept.RoleArn, kept.Verdict));
        Assert.NotNull(kept.RequestId);

        await scenery.Put(Statement("Allow", "*"), """{"Sid":"NoTokens","Effect":"Deny","Action":"ecr:GetAuthorizationToken","Resource":"*"}""");
        await session.Refused("ecr", "GetAuthorizationToken");
        kept = (await Row(taskArn)).Refusals[1];
        Assert.Equal((AccessVerdict.DeniedByIdentityPolicy, "own", scenery.RoleArn, "NoTokens", 1), (kept.Verdict, kept.PolicyName, kept.PolicyHolder, kept.Sid, kept.Statement));
    }

    [Fact]
    public async Task Nobody_elses_refusals_are()
    {
        var taskArn = await Run();
        await (await (await new SessionScenery(berth).Role()).Session()).Refused("ecr", "GetAuthorizationToken");
        Assert.Empty((await Row(taskArn)).Refusals);
    }

    [Fact]
    public async Task A_log_group_that_is_not_there_is_kept_too()
    {
        var taskArn = await Run();
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "logs:*"))).Session(taskArn);
        await session.Refused("logs", "CreateLogStream", new JsonObject { ["logGroupName"] = "/no/such", ["logStreamName"] = "s" });
        var fault = Assert.Single((await Row(taskArn)).StartFaults);
        Assert.Equal((StartFaultKind.LogGroup, "logs:CreateLogStream", "/no/such"), (fault.Kind, fault.Call, fault.Name));
    }

    [Fact]
    public async Task Status_tells_it_to_whoever_may_describe_the_task()
    {
        var taskArn = await Run();
        var path = "/_berth/tasks/" + taskArn[(taskArn.LastIndexOf('/') + 1)..];
        var scenery = await new SessionScenery(berth).Role();
        await (await scenery.Session(taskArn)).Refused("ecr", "GetAuthorizationToken");
        var told = await berth.Client().Send("berth", HttpMethod.Get, path, [], "");
        Assert.Equal(200, told.Status);
        Assert.Equal("NoIdentityPolicyAllows", (string?)JsonNode.Parse(told.Body)!["refusals"]![0]!["verdict"]);

        var other = await scenery.Session();
        Assert.Equal(403, (await other.Send("berth", HttpMethod.Get, path, [], "")).Status);
        Assert.Equal(403, (await other.Send("berth", HttpMethod.Get, "/_berth/tasks/0123", [], "")).Status);
        await scenery.Put(Statement("Allow", "ecs:DescribeTasks", taskArn));
        Assert.Equal(200, (await other.Send("berth", HttpMethod.Get, path, [], "")).Status);
    }

    [Fact]
    public async Task They_die_with_the_task()
    {
        var taskArn = await Run();
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "ecs:ListClusters"))).Session(taskArn);
        await session.Call("ecs", "ListClusters");

        // Its containers have ended; the last lines are still on their way.
        await Say(taskArn, ContainerStatus.Stopped, networkGone: false);
        await session.Call("ecs", "ListClusters");

        await Say(taskArn, null, networkGone: true);
        Assert.Equal(Domain.Tasks.TaskStatus.Stopped, (await Row(taskArn)).LastStatus);
        Assert.Equal("ExpiredTokenException", (await session.Refused("ecs", "ListClusters")).Code);
        Assert.Equal("ExpiredToken", (await session.QueryRefused("sts", "GetCallerIdentity")).Code);
    }

    [Fact]
    public async Task Keys_of_a_task_that_nobody_knows_are_dead()
    {
        var session = await (await new SessionScenery(berth).Role(Statement("Allow", "ecs:ListClusters"))).Session("arn:aws:ecs:ap-northeast-1:123456789012:task/default/0123456789abcdef0123456789abcdef");
        Assert.Equal("ExpiredTokenException", (await session.Refused("ecs", "ListClusters")).Code);
    }

    private async Task<string> Run()
    {
        var ecs = await new EcsScenery(berth.Client()).Prepare();
        return (string)(await ecs.Run())["tasks"]![0]!["taskArn"]!;
    }

    private async Task<TaskRecord> Row(string taskArn) => (await berth.Store.Find<TaskRecord>("task", taskArn.Split('/', 2)[1]))!.Value.Record;

    private Task Say(string taskArn, ContainerStatus? status, bool networkGone) => berth.Services.GetRequiredService<IGrainFactory>()
        .GetGrain<IClusterGrain>(taskArn.Split('/')[1]).Report(new(taskArn, new TaskNews(status, null, null, null, null, [], networkGone)));
}
