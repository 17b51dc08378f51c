using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>One real task from image to log lines, with nothing but stock tools.</summary>
[Collection(OneInstallation.Name)]
public sealed class RunTaskTests(BerthInstallation berth)
{
    private readonly Driving.Aws aws = berth.Aws;
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task A_task_runs_in_its_own_network_within_its_limits_and_its_lines_reach_the_log()
    {
        var (image, role) = await scenery.Prepare("whole");
        const string Script = "echo hello from $FROM_IMAGE $GREETING; echo in $(pwd) as $(id -u):$(id -g); echo page > /www/index.html; exec httpd -f -p 8080 -h /www";
        var definition = await scenery.Definition("whole", image, role, "/whole", Script, container =>
        {
            container["environment"] = new JsonArray(new JsonObject { ["name"] = "GREETING", ["value"] = "and of the definition" });
            container["portMappings"] = new JsonArray(new JsonObject { ["containerPort"] = 8080 });
        });
        var started = await scenery.RunTask(definition, "--tags", "key=stage,value=test", "--started-by", "acceptance");
        Assert.Equal("PROVISIONING", started["lastStatus"]!.GetValue<string>());
        var arn = started["taskArn"]!.GetValue<string>();

        var task = await scenery.Until(arn, "RUNNING");
        Assert.Equal("FARGATE", task["launchType"]!.GetValue<string>());
        Assert.Equal("family:whole", task["group"]!.GetValue<string>());
        Assert.Equal("RUNNING", task["containers"]![0]!["lastStatus"]!.GetValue<string>());
        Assert.StartsWith("sha256:", task["containers"]![0]!["imageDigest"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(task["createdAt"] is not null && task["pullStartedAt"] is not null && task["pullStoppedAt"] is not null && task["startedAt"] is not null, task.ToString());

        // The address is one of the subnet, and the public one leads to the container's page.
        var details = task["attachments"]![0]!["details"]!.AsArray().ToDictionary(d => d!["name"]!.GetValue<string>(), d => d!["value"]!.GetValue<string>());
        Assert.Equal(details["privateIPv4Address"], task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!.GetValue<string>());
        Assert.StartsWith("172.31.", details["privateIPv4Address"], StringComparison.Ordinal);
        var card = (await aws.Json("ec2", "describe-network-interfaces", "--network-interface-ids", details["networkInterfaceId"]))["NetworkInterfaces"]![0]!;
        await aws.Json("ec2", "authorize-security-group-ingress", "--group-id", card["Groups"]![0]!["GroupId"]!.GetValue<string>(), "--protocol", "tcp", "--port", "8080", "--cidr", "0.0.0.0/0");
        using var http = new HttpClient();
        Assert.Equal("page\n", await http.GetStringAsync(new Uri($"http://{card["Association"]!["PublicIp"]}:8080/")));

        await AssertLimits(Scenery.IdOf(arn), cpuUnits: 256, memoryMib: 512);
        await aws.Json("ecs", "stop-task", "--task", arn, "--reason", "enough of it");
        var stopped = await scenery.Until(arn, "STOPPED");
        Assert.Equal("enough of it", stopped["stoppedReason"]!.GetValue<string>());
        Assert.Equal("UserInitiated", stopped["stopCode"]!.GetValue<string>());

        var lines = (await aws.Json("logs", "get-log-events", "--log-group-name", "/whole", "--log-stream-name", $"t/main/{Scenery.IdOf(arn)}"))["events"]!
            .AsArray().Select(e => e!["message"]!.GetValue<string>());
        Assert.Equal(["hello from yes and of the definition", "in /work as 0:0"], lines);
    }

    [Fact]
    public async Task A_task_survives_the_kill_of_the_server_as_the_same_process_and_goes_on_logging()
    {
        var (image, role) = await scenery.Prepare("survivor");
        var definition = await scenery.Definition("survivor", image, role, "/survivor", "i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done");
        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        await scenery.Until(arn, "RUNNING");
        var before = await TaskProcess.Of(Scenery.IdOf(arn));
        Assert.NotEmpty(before);

        Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
        var up = await berth.Up();
        Assert.True(up.ExitCode == 0, up.ToString());

        var task = await scenery.Until(arn, "RUNNING");
        Assert.Equal(before, await TaskProcess.Of(Scenery.IdOf(arn)));
        await aws.Json("ecs", "stop-task", "--task", arn);
        task = await scenery.Until(arn, "STOPPED");
        Assert.Equal(137, task["containers"]![0]!["exitCode"]!.GetValue<int>());

        // Every line once, in order, over the kill.
        var ticks = await scenery.AllLines("/survivor", $"t/main/{Scenery.IdOf(arn)}");
        Assert.Equal(Enumerable.Range(1, ticks.Count).Select(i => $"tick {i}"), ticks);
    }

    /// <summary>The kernel's own word on the task's limits, on a v1 or v2 hierarchy.</summary>
    private static async Task AssertLimits(string taskId, int cpuUnits, int memoryMib)
    {
        var files = await Command.Run("sh", ["-c",
            $"for d in $(find /sys/fs/cgroup -type d -name '*{taskId}*' -prune); do for f in cpu.cfs_quota_us cpu.max memory.limit_in_bytes memory.max; do [ -e $d/$f ] && echo $f $(cat $d/$f); done; done; true"]);
        var limits = files.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToLookup(l => l[0], l => l[1]);
        var quota = cpuUnits * 100_000 / 1024;
        Assert.Contains($"{quota}", limits["cpu.cfs_quota_us"].Concat(limits["cpu.max"]));
        Assert.Contains($"{(long)memoryMib << 20}", limits["memory.limit_in_bytes"].Concat(limits["memory.max"]));
    }
}
