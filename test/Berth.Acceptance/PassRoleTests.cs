using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Tasks that ECS refuses to begin with: a role that does not trust it, one that the caller may not pass, a quota that is used up. One call mends each.</summary>
[Collection(OneAccessInstallation.Name)]
public sealed class PassRoleTests(AccessInstallation berth)
{
    private const string TrustMachines = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private const string NotPassed = "An error occurred (AccessDeniedException) when calling the {operation} operation: User: arn:aws:iam::123456789012:user/{user} is not authorized to perform: iam:PassRole on resource: {role} " +
        "because no identity-based policy allows the iam:PassRole action";

    private readonly Driving.Aws aws = berth.Aws;
    private readonly AccessScenery scenery = berth.Scenery;

    [Theory]
    [InlineData("executionRoleArn")]
    [InlineData("taskRoleArn")]
    public async Task A_role_that_trusts_somebody_else_is_refused_until_it_trusts_tasks(string which)
    {
        var name = "distrust-" + which;
        var definition = await scenery.Definition(name, await scenery.Role(name + "-first", AccessScenery.Allow("*", AccessScenery.Needed)));
        var roleArn = await scenery.Role(name, AccessScenery.Allow("*", AccessScenery.Needed));
        await aws.Json("iam", "update-assume-role-policy", "--role-name", name, "--policy-document", TrustMachines);

        string[] run = ["ecs", "run-task", "--task-definition", definition, .. scenery.NetworkFlags, "--overrides", new JsonObject { [which] = roleArn }.ToJsonString()];
        Assert.EndsWith(
            $"An error occurred (ClientException) when calling the RunTask operation: ECS was unable to assume the role '{roleArn}' that was provided for this task. " +
            "Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
            await aws.Refusal(run), StringComparison.Ordinal);

        await aws.Json("iam", "update-assume-role-policy", "--role-name", name, "--policy-document", Scenery.TrustTasks);
        await Begins(aws, run);
    }

    /// <summary>A user may do everything with ECS, and pass no role: neither the one of the definition, nor, once that is permitted, the one of a run.</summary>
    [Fact]
    public async Task A_role_that_the_caller_may_not_pass_is_refused_at_registration_and_at_each_run()
    {
        var execution = await scenery.Role("passed", AccessScenery.Allow("*", AccessScenery.Needed));
        var task = await scenery.Role("passed-app");
        var alice = await scenery.User("alice", AccessScenery.Allow("*", "ecs:*"));
        string[] register =
        [
            "ecs", "register-task-definition", "--family", "passed", "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512", "--execution-role-arn", execution,
            "--container-definitions", new JsonArray(new JsonObject { ["name"] = "main", ["image"] = scenery.Reference(AccessScenery.Image), ["command"] = new JsonArray("/bin/sh", "-c", "sleep 600"), ["stopTimeout"] = 2 }).ToJsonString(),
        ];
        Assert.EndsWith(Refused("RegisterTaskDefinition", execution), await alice.Refusal(register), StringComparison.Ordinal);
        await LetPass(execution);
        await alice.Json(register);

        string[] run = ["ecs", "run-task", "--task-definition", "passed", .. scenery.NetworkFlags];
        await aws.Json("iam", "delete-user-policy", "--user-name", "alice", "--policy-name", "pass");
        Assert.EndsWith(Refused("RunTask", execution), await alice.Refusal(run), StringComparison.Ordinal);
        await LetPass(execution);
        await Begins(alice, run);

        run = [.. run, "--overrides", new JsonObject { ["taskRoleArn"] = task }.ToJsonString()];
        Assert.EndsWith(Refused("RunTask", task), await alice.Refusal(run), StringComparison.Ordinal);
        await LetPass(execution, task);
        await Begins(alice, run);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_refuses_the_next_task_until_it_is_raised()
    {
        var definition = await scenery.Definition("quota", await scenery.Role("quota-role", AccessScenery.Allow("*", AccessScenery.Needed)));
        var before = (await aws.Json("service-quotas", "get-service-quota", "--service-code", "fargate", "--quota-code", "L-3032A538"))["Quota"]!["Value"]!.GetValue<double>();
        await Set(1);

        // A quarter of a vCPU each.
        var answer = await aws.Json(["ecs", "run-task", "--task-definition", definition, .. scenery.NetworkFlags, "--count", "5"]);
        var arns = answer["tasks"]!.AsArray().Select(t => NetworkScenery.Text(t!, "taskArn")).ToList();
        Assert.Equal(4, arns.Count);
        Assert.Equal("You've reached the limit on the number of vCPUs you can run concurrently", NetworkScenery.Text(Assert.Single(answer["failures"]!.AsArray())!, "reason"));

        await Set(before);
        arns.Add(await scenery.Run(definition));
        foreach (var arn in arns) await scenery.Network.Running(arn);
        await scenery.Network.Stop(arns);
    }

    private async Task Begins(Driving.Aws caller, string[] run)
    {
        var answer = await caller.Json(run);
        Assert.Empty(answer["failures"]!.AsArray());
        var arn = NetworkScenery.Text(answer["tasks"]![0]!, "taskArn");
        await scenery.Network.Running(arn);
        await scenery.Network.Stop(arn);
    }

    private Task LetPass(params string[] roleArns) => aws.Json(
        "iam", "put-user-policy", "--user-name", "alice", "--policy-name", "pass", "--policy-document",
        AccessScenery.Document([.. roleArns.Select(arn =>
            $$"""{"Effect":"Allow","Action":"iam:PassRole","Resource":"{{arn}}","Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"} } }""")]));

    private static string Refused(string operation, string roleArn) => NotPassed.Replace("{operation}", operation, StringComparison.Ordinal).Replace("{user}", "alice", StringComparison.Ordinal).Replace("{role}", roleArn, StringComparison.Ordinal);

    private Task Set(double vcpus) => aws.Json(
        "service-quotas", "request-service-quota-increase", "--service-code", "fargate", "--quota-code", "L-3032A538", "--desired-value", vcpus.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
