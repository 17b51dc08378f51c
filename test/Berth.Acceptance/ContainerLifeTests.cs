using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Containers that wait for each other, and whose health is checked.</summary>
[Collection(OneInstallation.Name)]
public sealed class ContainerLifeTests(BerthInstallation berth)
{
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task Containers_start_in_order_and_a_healthy_one_makes_its_task_healthy()
    {
        var image = await scenery.Image("ordered");
        var arn = await Run(
            "ordered",
            Container("setup", image, "exit 0", essential: false),
            Container("db", image, "touch /ready; exec sleep 600", essential: true, needs: ("setup", "SUCCESS"), check: "test -e /ready"),
            Container("app", image, "exec sleep 600", essential: false, needs: ("db", "HEALTHY")));
        var running = await scenery.Until(arn, "RUNNING");
        Assert.Equal(0, Of(running, "setup")["exitCode"]!.GetValue<int>());
        var healthy = await UntilHealth(arn, "HEALTHY");
        Assert.Equal(("HEALTHY", "UNKNOWN", "RUNNING"), (Text(Of(healthy, "db"), "healthStatus"), Text(Of(healthy, "app"), "healthStatus"), Text(healthy, "lastStatus")));
        await berth.Aws.Json("ecs", "stop-task", "--task", arn);
        await scenery.Until(arn, "STOPPED");
    }

    [Fact]
    public async Task An_unhealthy_container_is_shown_and_its_task_runs_on()
    {
        var image = await scenery.Image("unwell");
        var arn = await Run("unwell", Container("db", image, "exec sleep 600", essential: true, check: "exit 1"));
        var unhealthy = await UntilHealth(arn, "UNHEALTHY");
        Assert.Equal(("UNHEALTHY", "RUNNING", "RUNNING"), (Text(Of(unhealthy, "db"), "healthStatus"), Text(unhealthy, "lastStatus"), Text(unhealthy, "desiredStatus")));
        await berth.Aws.Json("ecs", "stop-task", "--task", arn);
        await scenery.Until(arn, "STOPPED");
    }

    [Fact]
    public async Task A_dependency_that_fails_stops_the_task_in_the_words_of_the_agent()
    {
        var image = await scenery.Image("broken");
        var arn = await Run("broken", Container("setup", image, "exit 3", essential: false), Container("app", image, "exec sleep 600", essential: true, needs: ("setup", "SUCCESS")));
        var stopped = await scenery.Until(arn, "STOPPED");
        Assert.Equal("TaskFailedToStart", Text(stopped, "stopCode"));
        Assert.Equal(
            "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [setup] for target [app] as dependency did not exit successfully.", Text(stopped, "stoppedReason"));
        Assert.Equal(3, Of(stopped, "setup")["exitCode"]!.GetValue<int>());
        Assert.Null(Of(stopped, "app")["exitCode"]);
    }

    private static JsonObject Container(string name, string image, string script, bool essential, (string Name, string Condition)? needs = null, string? check = null)
    {
        var container = new JsonObject { ["name"] = name, ["image"] = image, ["essential"] = essential, ["command"] = new JsonArray("/bin/sh", "-c", script), ["stopTimeout"] = 2 };
        if (needs is { } needed) container["dependsOn"] = new JsonArray(new JsonObject { ["containerName"] = needed.Name, ["condition"] = needed.Condition });
        if (check is not null) container["healthCheck"] = new JsonObject { ["command"] = new JsonArray("CMD-SHELL", check), ["interval"] = 5, ["timeout"] = 2, ["retries"] = 1 };
        return container;
    }

    private async Task<string> Run(string family, params JsonNode[] containers)
    {
        var role = await scenery.ExecutionRole(family + "Role");
        await berth.Aws.Json(
            "ecs", "register-task-definition", "--family", family, "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
            "--execution-role-arn", role, "--container-definitions", new JsonArray(containers).ToJsonString());
        return Text(await scenery.RunTask(family), "taskArn");
    }

    private async Task<JsonNode> UntilHealth(string arn, string status)
    {
        JsonNode task = new JsonObject();
        for (var tries = 0; tries < 60; tries++)
        {
            task = (await berth.Aws.Json("ecs", "describe-tasks", "--tasks", arn))["tasks"]![0]!;
            if (Text(task, "healthStatus") == status) return task;
        }

        Assert.Fail($"The task did not become {status}: {task}");
        return task;
    }

    private static JsonNode Of(JsonNode task, string container) => task["containers"]!.AsArray().First(c => Text(c!, "name") == container)!;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
