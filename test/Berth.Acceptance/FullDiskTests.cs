using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>A data directory on a small disk of its own, which fills up.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int DiskMib = 420;
    private readonly string disk = Directory.CreateTempSubdirectory("berth-disk-").FullName;
    private BerthInstallation? berth;

    private string Filler => Path.Combine(disk, "filler");

    public async ValueTask InitializeAsync()
    {
        var mounted = await Command.Run("mount", ["-t", "tmpfs", "-o", $"size={DiskMib}m", "berth-test", disk]);
        Assert.True(mounted.ExitCode == 0, mounted.ToString());
        berth = new(Path.Combine(disk, "data"));
        await berth.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Filler);
        if (berth is not null) await berth.DisposeAsync();
        await Command.Run("umount", ["-l", disk]);
        Directory.Delete(disk);
    }

    [Fact]
    public async Task New_work_is_refused_what_runs_goes_on_and_with_room_everything_goes_on_by_itself()
    {
        var scenery = new Scenery(berth!);
        var role = await scenery.ExecutionRole("diskRole");
        await scenery.LogGroup("/disk");
        var definition = await scenery.Definition("disk", await scenery.Image("disk"), role, "/disk", "while true; do echo alive; sleep 1; done");
        var large = await scenery.Definition("large", await scenery.Image("large", paddingBytes: 50 << 20), role, "/disk", "sleep 600");
        var staying = Arn(await scenery.RunTask(definition));
        var leaving = Arn(await scenery.RunTask(definition));
        await scenery.Until(staying, "RUNNING");
        await scenery.Until(leaving, "RUNNING");

        // Room for work, but not for this image: its layer fits once, and not unpacked as well.
        Fill(leave: 85);
        var failed = await scenery.Until(Arn(await scenery.RunTask(large)), "STOPPED");
        Assert.Equal("TaskFailedToStart", (string)failed["stopCode"]!);
        Assert.StartsWith("CannotPullContainerError: ref pull has been retried 1 time(s): failed to unpack image on snapshotter overlayfs: ", (string)failed["stoppedReason"]!, StringComparison.Ordinal);
        Assert.Contains("no space left on device", (string)failed["stoppedReason"]!, StringComparison.Ordinal);

        Fill(leave: 40);
        string[] run = ["ecs", "run-task", "--launch-type", "FARGATE", "--task-definition", definition, "--network-configuration", $"awsvpcConfiguration={{subnets=[{await scenery.Subnet()}]}}"];
        Assert.Contains("is full", await berth!.Aws.Refusal(run), StringComparison.Ordinal);
        Assert.Contains("is full", await berth.Aws.Refusal("ecs", "register-task-definition", "--family", "more", "--container-definitions", """[{"name":"a","image":"b","memory":64}]"""), StringComparison.Ordinal);
        Assert.Contains("is full", await berth.Aws.Refusal("logs", "put-log-events", "--log-group-name", "/disk", "--log-stream-name", "t/main/" + Scenery.IdOf(staying), "--log-events",
            $"timestamp={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},message=hello"), StringComparison.Ordinal);
        await berth.Aws.Json("ecs", "stop-task", "--task", leaving);
        await scenery.Until(leaving, "STOPPED");
        Assert.Equal("RUNNING", (string)(await scenery.Until(staying, "RUNNING"))["lastStatus"]!);

        File.Delete(Filler);
        await scenery.Until(Arn(await scenery.RunTask(definition)), "RUNNING");
        await scenery.Until(Arn(await scenery.RunTask(large)), "RUNNING");
    }

    /// <summary>Takes all of the disk but so many MiB.</summary>
    private void Fill(int leave)
    {
        File.Delete(Filler);
        using var filler = File.Create(Filler);
        var piece = new byte[1 << 20];
        while (new DriveInfo(disk).AvailableFreeSpace > (long)leave << 20) filler.Write(piece);
    }

    private static string Arn(JsonNode task) => (string)task["taskArn"]!;
}
