using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>What goes wrong in containers, in the words and codes of ECS, on either engine: what a real container does by its command, a simulated one is told.</summary>
public abstract class FailureTests(BerthInstallation berth)
{
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task Too_much_memory_is_said_on_the_container_and_the_task_says_that_an_essential_one_exited()
    {
        var stopped = await RunToItsEnd("oom", "dd if=/dev/zero of=/dev/null bs=400M count=4", container =>
        {
            container["memory"] = 64;
            Scenery.Tell(container, "EXIT", "0.1:oom");
        });
        var container = stopped["containers"]![0]!;
        Assert.Equal((137, "OutOfMemoryError: Container killed due to memory usage"), (container["exitCode"]!.GetValue<int>(), container["reason"]?.GetValue<string>()));
        Assert.Equal(("EssentialContainerExited", "Essential container in task exited"), (stopped["stopCode"]!.GetValue<string>(), stopped["stoppedReason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_program_that_is_not_in_the_image_cannot_start()
    {
        var stopped = await RunToItsEnd("nothing", "", container =>
        {
            container["command"] = new JsonArray("/bin/no-such-program");
            Scenery.Tell(container, "START_ERROR", "exec: /bin/no-such-program: not found");
        });
        Assert.Equal("TaskFailedToStart", stopped["stopCode"]!.GetValue<string>());
        Assert.StartsWith("CannotStartContainerError: ", stopped["stoppedReason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("no-such-program", stopped["stoppedReason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(stopped["startedAt"]);
    }

    [Fact]
    public async Task A_log_group_that_is_not_there_keeps_the_task_from_starting()
    {
        var image = await scenery.Image("nogroup");
        var role = await scenery.ExecutionRole("nogroupRole");
        var definition = await scenery.Definition("nogroup", image, role, "/nobody/made/this", "true");
        var stopped = await scenery.Until((await scenery.RunTask(definition))["taskArn"]!.GetValue<string>(), "STOPPED");
        Assert.StartsWith("ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream", stopped["stoppedReason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_essential_may_end_and_the_end_of_an_essential_one_ends_the_others()
    {
        await scenery.LogGroup("/two");
        var image = await scenery.Image("two");
        var role = await scenery.ExecutionRole("twoRole");
        JsonObject Container(string name, string script, bool essential, string what, string told)
        {
            var container = new JsonObject
            {
                ["name"] = name,
                ["image"] = image,
                ["essential"] = essential,
                ["command"] = new JsonArray("/bin/sh", "-c", script),
                ["stopTimeout"] = 2,
            };
            Scenery.Tell(container, what, told);
            return container;
        }

        var containers = new JsonArray(
            Container("side", "exit 3", false, "EXIT", "0:3"), Container("main", "sleep 1; exit 4", true, "EXIT", "1:4"), Container("other", "sleep 60", true, "STOP", "never"));
        await berth.Aws.Json(
            "ecs", "register-task-definition", "--family", "two", "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
            "--execution-role-arn", role, "--container-definitions", containers.ToJsonString());
        var stopped = await scenery.Until((await scenery.RunTask("two"))["taskArn"]!.GetValue<string>(), "STOPPED");
        var codes = stopped["containers"]!.AsArray().ToDictionary(c => c!["name"]!.GetValue<string>(), c => c!["exitCode"]!.GetValue<int>());
        Assert.Equal((3, 4, 137), (codes["side"], codes["main"], codes["other"]));
    }

    [Fact]
    public async Task Ten_tasks_at_once_with_an_image_that_is_new_all_run()
    {
        await scenery.LogGroup("/ten");
        var image = await scenery.Image("ten");
        var definition = await scenery.Definition("ten", image, await scenery.ExecutionRole("tenRole"), "/ten", "sleep 60");
        var answer = await berth.Aws.Json("ecs", "run-task", "--launch-type", "FARGATE", "--task-definition", definition, "--count", "10",
            "--network-configuration", $"awsvpcConfiguration={{subnets=[{await scenery.Subnet()}],assignPublicIp=ENABLED}}");
        var arns = answer["tasks"]!.AsArray().Select(t => t!["taskArn"]!.GetValue<string>()).ToList();
        Assert.Equal(10, arns.Count);
        var addresses = new HashSet<string>();
        foreach (var arn in arns)
        {
            var task = await scenery.Until(arn, "RUNNING");
            Assert.True(addresses.Add(task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!.GetValue<string>()));
        }

        foreach (var arn in arns) await berth.Aws.Json("ecs", "stop-task", "--task", arn);
        foreach (var arn in arns) await scenery.Until(arn, "STOPPED");
    }

    private async Task<JsonNode> RunToItsEnd(string name, string script, Action<JsonObject> change)
    {
        await scenery.LogGroup("/" + name);
        var definition = await scenery.Definition(name, await scenery.Image(name), await scenery.ExecutionRole(name + "Role"), "/" + name, script, change);
        return await scenery.Until((await scenery.RunTask(definition))["taskArn"]!.GetValue<string>(), "STOPPED");
    }
}

[Collection(OneInstallation.Name)]
public sealed class RealFailureTests(BerthInstallation berth) : FailureTests(berth);

[Collection(OneSimulatedInstallation.Name)]
public sealed class SimulatedFailureTests(SimulatedInstallation berth) : FailureTests(berth);
