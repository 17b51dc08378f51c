using System.Diagnostics;
using Berth.Node.Runtime;
using Xunit;

namespace Berth.Conformance;

/// <summary>Commands inside containers, and containers that run again.</summary>
public abstract partial class EngineConformance
{
    [Fact]
    public async Task A_command_inside_has_the_containers_user_environment_and_directory()
    {
        var spec = await Spec("echo ready; sleep 60");
        spec = spec with { User = "app", WorkingDirectory = "/tmp", Environment = ["PATH=/bin", "COLOUR=red"], HostName = "box" };
        await Engine.Runtime.Start(spec, CancellationToken.None);
        await Ready(spec);
        Assert.Equal(new ExecResult(3, "1000 red /tmp box\nno\n"), await Exec(spec, "echo $(id -u) $COLOUR $(pwd) $(hostname); echo no >&2; exit 3"));
        Assert.Equal(0, (await Exec(spec, "true")).ExitCode);
        var missing = await Engine.Runtime.Exec(spec.RuntimeId, ["/bin/nothing-of-this-name"], Patience, CancellationToken.None);
        Assert.NotEqual(0, missing.ExitCode);
        Assert.Contains("nothing-of-this-name", missing.Output, StringComparison.Ordinal);
        await Clean(spec);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_killed_with_its_children_and_what_it_wrote_is_kept()
    {
        var spec = await Start("echo ready; sleep 600");
        await Ready(spec);
        var result = await Engine.Runtime.Exec(spec.RuntimeId, ["/bin/sh", "-c", "echo begun; sleep 777 & sleep 777"], TimeSpan.FromSeconds(0.3), CancellationToken.None);
        Assert.Equal(new ExecResult(null, "begun\n"), result);

        // Killed is not yet gone: the kernel takes a moment.
        Assert.Equal(0, (await Exec(spec, "while ps | grep -q '[s]leep 777'; do sleep 0.02; done")).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task A_command_may_write_without_end_and_leave_others_behind()
    {
        var spec = await Start("echo ready; sleep 600");
        await Ready(spec);
        var much = await Exec(spec, "head -c 300000 /dev/zero | tr '\\0' x; exit 4");
        Assert.Equal((4, ExecResult.OutputBytesMax), (much.ExitCode, much.Output.Length));
        var watch = Stopwatch.StartNew();
        Assert.Equal(new ExecResult(0, "left\n"), await Exec(spec, "setsid sleep 60 & echo left"));
        Assert.True(watch.Elapsed < Patience);
        await Clean(spec);
    }

    [Fact]
    public async Task A_restarted_container_finds_its_files_and_writes_on_to_its_output()
    {
        var spec = await Start("echo run >> /runs; cat /runs | wc -l; [ $(cat /runs | wc -l) = 3 ] && exit 9; exit 1");
        Assert.Equal(1, (await Exit(spec)).ExitCode);
        await Engine.Runtime.Restart(spec.RuntimeId, 1, CancellationToken.None);
        Assert.Equal(1, (await Exit(spec)).ExitCode);
        var next = await Engine.Another();
        await next.Adopt(CancellationToken.None);
        await next.Restart(spec.RuntimeId, 2, CancellationToken.None);
        Assert.Equal(9, (await next.WaitForExit(spec.RuntimeId, CancellationToken.None).WaitAsync(Patience)).ExitCode);
        Assert.Equal(["1", "2", "3"], (await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId))).Select(l => l.Split(" F ", 2)[1]));
        await Clean(spec);
    }

    [Fact]
    public async Task Too_much_memory_for_the_whole_task_is_death_too_and_a_restart_forgets_it()
    {
        var spec = await Spec("[ -e /once ] && exit 137; touch /once; dd if=/dev/zero of=/dev/null bs=200M count=2");
        await Engine.Runtime.PrepareTask(new TaskLimits(spec.TaskId, 1024, 48), CancellationToken.None);
        await Engine.Runtime.Start(spec, CancellationToken.None);
        var exit = await Exit(spec);
        Assert.Equal((137, true), (exit.ExitCode, exit.OutOfMemory));
        await Engine.Runtime.Restart(spec.RuntimeId, 1, CancellationToken.None);
        exit = await Exit(spec);
        Assert.Equal((137, false), (exit.ExitCode, exit.OutOfMemory));
        await Clean(spec);
    }

    private Task<ExecResult> Exec(ContainerSpec spec, string script) => Engine.Runtime.Exec(spec.RuntimeId, ["/bin/sh", "-c", script], Patience, CancellationToken.None);
}
