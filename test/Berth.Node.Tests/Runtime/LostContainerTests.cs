using System.Globalization;
using Berth.Domain.Nodes;
using Berth.Node.Native;
using Berth.Node.Runtime;
using Berth.Testing.Records;

namespace Berth.Node.Tests.Runtime;

/// <summary>Containers whose monitor, or whose machine, is gone.</summary>
public sealed class LostContainerTests(RealEngine engine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int SignalStop = 19;
    private readonly string taskId = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_container_whose_monitor_is_killed_ends_and_nobody_knows_how(bool nodeIsDown)
    {
        var runtimeId = await Start();
        var process = ProcessOf(runtimeId);
        var runtime = engine.Runtime;
        var exit = nodeIsDown ? null : runtime.WaitForExit(runtimeId, CancellationToken.None);
        Libc.Kill(int.Parse(await File.ReadAllTextAsync(Path.Combine(Bundle(runtimeId), "conmon.pid")), CultureInfo.InvariantCulture), Libc.SignalKill);
        if (nodeIsDown)
        {
            runtime = engine.NewRuntime();
            await runtime.Adopt(CancellationToken.None);
            exit = runtime.WaitForExit(runtimeId, CancellationToken.None);
        }

        var ended = await exit!.WaitAsync(Patience);
        Assert.Equal((null, false, LostExit.MonitorDied), (ended.ExitCode, ended.OutOfMemory, ended.Lost));
        Assert.Null(ProcessStat.StartTicks(process));
        await Clean(runtime, runtimeId);
    }

    [Fact]
    public async Task After_a_reboot_what_ran_has_ended_and_all_of_it_can_be_removed()
    {
        var runtimeId = await Start();
        var files = new ContainerFiles(engine.Berth);
        Libc.Kill(int.Parse(await File.ReadAllTextAsync(Path.Combine(Bundle(runtimeId), "conmon.pid")), CultureInfo.InvariantCulture), Libc.SignalKill);
        Libc.Kill(ProcessOf(runtimeId), Libc.SignalKill);
        Directory.Delete(Path.Combine(files.RuntimeState, runtimeId), recursive: true);
        File.Delete(files.ExitCode(runtimeId));

        var runtime = engine.NewRuntime();
        Assert.Contains(await runtime.Adopt(CancellationToken.None), a => a.RuntimeId == runtimeId);
        Assert.Null((await runtime.WaitForExit(runtimeId, CancellationToken.None).WaitAsync(Patience)).ExitCode);
        await Clean(runtime, runtimeId);
        Assert.False(Directory.Exists(Bundle(runtimeId)));
        Assert.DoesNotContain(await runtime.Adopt(CancellationToken.None), a => a.RuntimeId == runtimeId);
    }

    [Fact]
    public async Task A_container_that_was_never_noted_is_among_the_processes_that_a_purge_ends()
    {
        var runtimeId = await Start();
        var process = ProcessOf(runtimeId);
        File.Delete(Path.Combine(Bundle(runtimeId), "berth.json"));
        Assert.Contains(process, TaskCgroup.Processes(engine.Berth.Id));
        Libc.Kill(process, Libc.SignalKill);
        await Clean(engine.Runtime, runtimeId);
        Assert.DoesNotContain(process, TaskCgroup.Processes(engine.Berth.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_container_that_was_created_when_the_node_was_killed_is_started_by_the_next(bool restart)
    {
        var runtimeId = await Start("exit 6");
        Assert.Equal(6, (await engine.Runtime.WaitForExit(runtimeId, CancellationToken.None).WaitAsync(Patience)).ExitCode);
        await engine.Runtime.CreateAgain(ContainerNote.Read(Bundle(runtimeId))!, 1);

        var next = engine.NewRuntime();
        var found = Assert.Single(await next.Adopt(CancellationToken.None), a => a.RuntimeId == runtimeId);
        Assert.Equal((null, null), (found.Exit, found.StartedAt));
        await (restart ? next.Restart(runtimeId, 1, CancellationToken.None) : next.Start(await Spec("exit 6"), CancellationToken.None));
        Assert.Equal(6, (await next.WaitForExit(runtimeId, CancellationToken.None).WaitAsync(Patience)).ExitCode);
        Assert.NotNull(Assert.Single(await engine.NewRuntime().Adopt(CancellationToken.None), a => a.RuntimeId == runtimeId).StartedAt);
        await Clean(next, runtimeId);
    }

    [Fact]
    public async Task No_monitor_is_left_that_could_write_an_exit_code_after_the_removal()
    {
        var runtimeId = await Start();
        var monitor = new ContainerFiles(engine.Berth).MonitorOf(runtimeId)!.Value;

        // Held, it would write when the container has long been removed.
        Libc.Kill(monitor, SignalStop);
        await engine.Runtime.Remove(runtimeId, CancellationToken.None);
        Assert.Null(ProcessStat.StartTicks(monitor));
        await Clean(engine.Runtime, runtimeId);
    }

    [Fact]
    public async Task A_container_whose_note_is_from_before_monitors_were_noted_lives_on()
    {
        var runtimeId = await Start("trap 'exit 42' TERM; echo ready; while true; do sleep 0.05; done");
        (ContainerNote.Read(Bundle(runtimeId))! with { MonitorPid = 0, MonitorStartTicks = 0 }).Write(Bundle(runtimeId));
        var next = engine.NewRuntime();
        Assert.Null(Assert.Single(await next.Adopt(CancellationToken.None), a => a.RuntimeId == runtimeId).Exit);
        Assert.Equal(0, (await next.Exec(runtimeId, ["/bin/true"], Patience, CancellationToken.None)).ExitCode);
        await next.Signal(runtimeId, 15, CancellationToken.None);
        Assert.Equal(42, (await next.WaitForExit(runtimeId, CancellationToken.None).WaitAsync(Patience)).ExitCode);
        await Clean(next, runtimeId);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_never_ends_a_process_outside_its_container()
    {
        var runtimeId = await Start();
        var (stranger, exit) = engine.Spawner.Start("/bin/sleep", ["600"], session: true);
        var next = engine.NewRuntime();
        await next.Adopt(CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(Bundle(runtimeId), "exec-1.pid"), stranger.ToString(CultureInfo.InvariantCulture));

        // Over before crun has written whose process it is.
        Assert.Null((await next.Exec(runtimeId, ["/bin/sleep", "600"], TimeSpan.FromMilliseconds(1), CancellationToken.None)).ExitCode);
        Assert.NotNull(ProcessStat.StartTicks(stranger));
        Libc.Kill(stranger, Libc.SignalKill);
        await exit;
        await Clean(next, runtimeId);
    }

    [Fact]
    public async Task Of_what_is_not_there_nobody_says_that_its_monitor_died() =>
        Assert.Equal(LostExit.ContainerGone, (await engine.Runtime.WaitForExit(taskId + "-0000000002", CancellationToken.None).WaitAsync(Patience)).Lost);

    private async Task<string> Start(string? script = null)
    {
        var spec = await Spec(script);
        await engine.Runtime.PrepareTask(new TaskLimits(taskId, 1024, 512), CancellationToken.None);
        await engine.Runtime.Start(spec, CancellationToken.None);
        return spec.RuntimeId;
    }

    /// <param name="script">Null for one that only sleeps.</param>
    private async Task<ContainerSpec> Spec(string? script)
    {
        var image = await engine.Images.Pull(engine.Busybox, engine.Authorization, engine.Connections, CancellationToken.None);
        var pin = await engine.Network.Attach(taskId, SampleOrders.Interface("172.29", engine.NextAddress(), "vpc-conformance"), CancellationToken.None);
        return new()
        {
            TaskId = taskId,
            RuntimeId = taskId + "-0000000001",
            Name = "app",
            Image = image,
            Arguments = script is null ? ["/bin/sleep", "600"] : ["/bin/sh", "-c", script],
            Environment = ["PATH=/bin"],
            WorkingDirectory = "/",
            User = "",
            NetworkNamespace = pin,
            HostName = "box",
        };
    }

    private async Task Clean(ConmonRuntime runtime, string runtimeId)
    {
        await runtime.Remove(runtimeId, CancellationToken.None);
        await runtime.RemoveTask(taskId, CancellationToken.None);
        await engine.Network.Detach(taskId, CancellationToken.None);
    }

    private string Bundle(string runtimeId) => new ContainerFiles(engine.Berth).Bundle(runtimeId);

    private int ProcessOf(string runtimeId) => ContainerNote.Read(Bundle(runtimeId))!.Pid;
}
