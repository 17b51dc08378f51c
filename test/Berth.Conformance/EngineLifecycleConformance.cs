using Berth.Node.Images;
using Berth.Node.Runtime;
using Xunit;

namespace Berth.Conformance;

/// <summary>What every engine must do, those that run processes and those that only tell of them.</summary>
public abstract class EngineLifecycleConformance : EngineSuite
{
    [Fact]
    public async Task An_image_is_pulled_again_without_harm_and_says_what_it_is()
    {
        var first = await Pull();
        var again = await Pull();
        Assert.Equal((first.ManifestDigest, first.ChainId), (again.ManifestDigest, again.ChainId));
        Assert.StartsWith("sha256:", first.ManifestDigest, StringComparison.Ordinal);
        Assert.Equal("/work", first.Config.WorkingDirectory);
        Assert.Contains("FROM_IMAGE=yes", first.Config.Environment);
    }

    [Fact]
    public async Task An_image_that_is_not_there_fails_in_the_words_of_ecs()
    {
        var failure = await Assert.ThrowsAsync<PullException>(() => Engine.Images.Pull(Engine.Busybox with { Tag = "none" }, Engine.Authorization, Engine.Connections, CancellationToken.None));
        Assert.StartsWith("pull image manifest has been retried 1 time(s): failed to resolve ref ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(": not found", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 7", "0:7", 7)]
    [InlineData("true", "0.05:0", 0)]
    [InlineData("sh -c 'kill -9 $$'; exit $?", "0:137", 137)]
    public async Task An_exit_code_is_what_docker_would_say(string script, string told, int code)
    {
        var spec = await Start(script, ["BERTH_SIMULATE_EXIT=" + told]);
        Assert.Equal(code, (await Exit(spec)).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task A_signal_reaches_the_first_process()
    {
        var spec = await Start("trap 'exit 42' TERM; echo ready; while true; do sleep 0.05; done", ["BERTH_SIMULATE_LOG=ready", "BERTH_SIMULATE_STOP=0.05:42"]);
        await Ready(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        Assert.Equal(42, (await Exit(spec)).ExitCode);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        await Clean(spec);
    }

    [Fact]
    public async Task A_killed_container_ends_with_137()
    {
        var spec = await Start("trap '' TERM; echo ready; while true; do sleep 0.05; done", ["BERTH_SIMULATE_LOG=ready", "BERTH_SIMULATE_STOP=never"]);
        await Ready(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        Assert.Equal(137, (await Exit(spec)).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task Starting_twice_starts_once()
    {
        var spec = await Start("echo ready; sleep 60", ["BERTH_SIMULATE_LOG=ready"]);
        await Ready(spec);
        await Engine.Runtime.Start(spec, CancellationToken.None);
        Assert.Single(await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId)));
        await Clean(spec);
    }

    [Fact]
    public async Task A_restarted_container_runs_again_and_each_restart_happens_once()
    {
        var spec = await Start("exit 6", ["BERTH_SIMULATE_EXIT=0:6"]);
        var first = await Exit(spec);
        await Engine.Runtime.Restart(spec.RuntimeId, 1, CancellationToken.None);
        var second = await Exit(spec);
        Assert.Equal((6, true), (second.ExitCode, second.ExitedAt > first.ExitedAt));
        await Engine.Runtime.Restart(spec.RuntimeId, 1, CancellationToken.None);
        Assert.Equal(second, await Exit(spec));
        await Clean(spec);
        await Assert.ThrowsAsync<ContainerStartException>(() => Engine.Runtime.Restart(spec.RuntimeId, 2, CancellationToken.None));
    }

    [Fact]
    public async Task A_command_inside_says_whether_the_container_is_well()
    {
        var spec = await Start("echo ready; sleep 60", ["BERTH_SIMULATE_LOG=ready", "BERTH_SIMULATE_HEALTH=unhealthy"]);
        await Ready(spec);
        Assert.Equal(1, (await Engine.Runtime.Exec(spec.RuntimeId, ["/bin/false"], Patience, CancellationToken.None)).ExitCode);
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        await Exit(spec);
        Assert.NotEqual(0, (await Engine.Runtime.Exec(spec.RuntimeId, ["/bin/true"], Patience, CancellationToken.None)).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task A_restarted_node_finds_what_runs_and_what_ended()
    {
        var running = await Start("echo ready; sleep 0.5; exit 5", ["BERTH_SIMULATE_EXIT=0.5:5"]);
        var found = Assert.Single(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == running.RuntimeId);
        Assert.Equal((running.TaskId, (ContainerExit?)null), (found.TaskId, found.Exit));
        await Exit(running);
        var ended = Assert.Single(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == running.RuntimeId);
        Assert.Equal(5, ended.Exit?.ExitCode);
        await Clean(running);
        Assert.DoesNotContain(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == running.RuntimeId);
    }

    [Fact]
    public async Task A_container_that_cannot_start_is_told_and_leaves_nothing()
    {
        var spec = await Spec("", told: ["BERTH_SIMULATE_START_ERROR=exec: nothing-of-this-name: not found"]);
        spec = spec with { Arguments = ["/bin/nothing-of-this-name"] };
        var failure = await Assert.ThrowsAsync<ContainerStartException>(() => Engine.Runtime.Start(spec, CancellationToken.None));
        Assert.Contains("nothing-of-this-name", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == spec.RuntimeId);
        await Clean(spec);
    }

    [Fact]
    public async Task What_ended_is_over_however_often_it_is_asked_stopped_or_removed()
    {
        var spec = await Start("exit 3", ["BERTH_SIMULATE_EXIT=0:3"]);
        var exit = await Exit(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        Assert.Equal(exit, await Exit(spec));
        await Clean(spec);
        await Clean(spec);
    }

    [Theory]
    [InlineData(15, 42)]
    [InlineData(9, 137)]
    public async Task A_frozen_container_can_be_stopped(int signal, int code)
    {
        var spec = await Start("trap 'exit 42' TERM; echo ready; while true; do sleep 0.05; done", ["BERTH_SIMULATE_LOG=ready", "BERTH_SIMULATE_STOP=0.05:42"]);
        await Ready(spec);
        await Engine.Runtime.Freeze(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.Signal(spec.RuntimeId, signal, CancellationToken.None);
        Assert.Equal(code, (await Exit(spec)).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task A_frozen_container_can_be_removed()
    {
        var spec = await Start("echo ready; sleep 60", ["BERTH_SIMULATE_LOG=ready"]);
        await Ready(spec);
        await Engine.Runtime.Freeze(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.Remove(spec.RuntimeId, CancellationToken.None);
        Assert.DoesNotContain(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == spec.RuntimeId);
        await Engine.Runtime.Freeze(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.Thaw(spec.RuntimeId, CancellationToken.None);
        await Clean(spec);
    }

    [Fact]
    public async Task A_network_is_made_and_removed_as_often_as_one_likes()
    {
        var card = Card();
        var first = await Engine.Network.Attach(TaskId, card, CancellationToken.None);
        Assert.Equal(first, await Engine.Network.Attach(TaskId, card, CancellationToken.None));
        await Engine.Network.Detach(TaskId, CancellationToken.None);
        await Engine.Network.Detach(TaskId, CancellationToken.None);
        Assert.False(File.Exists(first));
    }
}
