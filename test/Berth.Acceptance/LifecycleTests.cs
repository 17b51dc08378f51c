using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Tasks from their start to their end with the stock CLI, on either engine.</summary>
public abstract class LifecycleTests(BerthInstallation berth)
{
    private readonly Driving.Aws aws = berth.Aws;
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task The_last_lines_of_a_short_task_are_readable_when_it_is_stopped_and_its_exit_code_is_true()
    {
        var (image, role) = await scenery.Prepare("short");
        var definition = await scenery.Definition("short", image, role, "/short", "for i in $(seq 1 500); do echo line $i; done; exit 42", container =>
        {
            Scenery.Tell(container, "LOG", string.Join('\n', Enumerable.Range(1, 500).Select(i => $"line {i}")));
            Scenery.Tell(container, "EXIT", "0.1:42");
        });
        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        var stopped = await scenery.Until(arn, "STOPPED");
        Assert.Equal("Essential container in task exited", stopped["stoppedReason"]!.GetValue<string>());
        Assert.Equal("EssentialContainerExited", stopped["stopCode"]!.GetValue<string>());
        Assert.Equal(42, stopped["containers"]![0]!["exitCode"]!.GetValue<int>());

        var events = (await aws.Json("logs", "get-log-events", "--log-group-name", "/short", "--log-stream-name", $"t/main/{Scenery.IdOf(arn)}", "--start-from-head"))["events"]!.AsArray();
        Assert.Equal(500, events.Count);
        Assert.Equal("line 500", events[^1]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_missing_tag_stops_the_task_in_the_words_of_ECS()
    {
        var (_, role) = await scenery.Prepare("missing");
        var definition = await scenery.Definition("missing", $"localhost:{berth.Port}/missing:absent", role, "/missing", "true");
        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        var stopped = await scenery.Until(arn, "STOPPED");
        Assert.Equal("TaskFailedToStart", stopped["stopCode"]!.GetValue<string>());
        Assert.Equal(
            $"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref localhost:{berth.Port}/missing:absent: localhost:{berth.Port}/missing:absent: not found",
            stopped["stoppedReason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_task_that_is_stopped_says_who_stopped_it_and_why()
    {
        var (image, role) = await scenery.Prepare("asked");
        var definition = await scenery.Definition("asked", image, role, "/asked", "trap 'exit 9' TERM; while true; do sleep 0.05; done", container => Scenery.Tell(container, "STOP", "0.1:9"));
        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        var running = await scenery.Until(arn, "RUNNING");
        Assert.StartsWith("172.31.", running["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!.GetValue<string>(), StringComparison.Ordinal);
        await aws.Json("ecs", "stop-task", "--task", arn, "--reason", "enough of it");
        var stopped = await scenery.Until(arn, "STOPPED");
        Assert.Equal(("UserInitiated", "enough of it", 9), (stopped["stopCode"]!.GetValue<string>(), stopped["stoppedReason"]!.GetValue<string>(), stopped["containers"]![0]!["exitCode"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Tasks_go_on_while_the_server_is_killed_and_end_with_their_own_codes()
    {
        var (image, role) = await scenery.Prepare("away");
        var lasting = await scenery.Definition("away-lasting", image, role, "/away", "sleep 600");
        var ending = await scenery.Definition("away-ending", image, role, "/away", "sleep 2; exit 6", container => Scenery.Tell(container, "EXIT", "2:6"));
        var (first, second) = ((await scenery.RunTask(lasting))["taskArn"]!.GetValue<string>(), (await scenery.RunTask(ending))["taskArn"]!.GetValue<string>());
        var before = await scenery.Until(first, "RUNNING");
        Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
        var up = await berth.Up();
        Assert.True(up.ExitCode == 0, up.ToString());
        Assert.Equal(6, (await scenery.Until(second, "STOPPED"))["containers"]![0]!["exitCode"]!.GetValue<int>());
        var after = await scenery.Until(first, "RUNNING");
        Assert.Equal(before["startedAt"]!.ToString(), after["startedAt"]!.ToString());
        Assert.Equal(before["containers"]![0]!["runtimeId"]!.ToString(), after["containers"]![0]!["runtimeId"]!.ToString());
        await aws.Json("ecs", "stop-task", "--task", first);
    }
}

[Collection(OneInstallation.Name)]
public sealed class RealLifecycleTests(BerthInstallation berth) : LifecycleTests(berth);

[Collection(OneSimulatedInstallation.Name)]
public sealed class SimulatedLifecycleTests(SimulatedInstallation berth) : LifecycleTests(berth)
{
    private readonly SimulatedInstallation berth = berth;

    [Fact]
    public async Task Status_and_health_name_the_engine()
    {
        var status = await berth.Run("status");
        Assert.Contains("simulated engine", status.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("simulated", JsonNode.Parse(await http.GetStringAsync(new Uri(berth.Endpoint, "/_berth/health")))!["engine"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_demo_says_that_it_needs_containers()
    {
        var demo = await berth.Run("demo", "--engine", "simulated");
        Assert.Equal((2, "berth: The demo shows a page that a container serves, and the simulated engine runs none. Run it with --engine real."), (demo.ExitCode, demo.Error.Trim()));
    }

    [Fact]
    public async Task The_server_runs_without_root() =>
        Assert.Equal("65534", (await Command.Run("stat", ["-c", "%u", $"/proc/{await berth.ServerPid()}"])).Output.Trim());
}
