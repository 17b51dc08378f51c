using Berth.AgentProtocol;
using Berth.Node.Images;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Testing.Records;
using Berth.Testing.Time;
using Xunit;

namespace Berth.Conformance;

/// <summary>An engine under test: its ports, and where its busybox comes from.</summary>
/// <param name="Another">The same engine as a restarted node opens it.</param>
public sealed record EngineUnderTest(
    INetwork Network, IImageStore Images, IContainerRuntime Runtime, IContainerOutput Output, ImageReference Busybox, RegistryAuthorization Authorization, Func<Task<IContainerRuntime>> Another);

/// <summary>What every engine that runs containers must do, the real one and the doubles.</summary>
public abstract class EngineConformance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string taskId = Guid.NewGuid().ToString("N");

    protected abstract EngineUnderTest Engine { get; }

    /// <summary>The last byte of the address for the next task.</summary>
    protected abstract int NextAddress();

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
        var failure = await Assert.ThrowsAsync<PullException>(() => Engine.Images.Pull(Engine.Busybox with { Tag = "none" }, Engine.Authorization, CancellationToken.None));
        Assert.StartsWith("pull image manifest has been retried 1 time(s): failed to resolve ref ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(": not found", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("true", 0)]
    [InlineData("sh -c 'kill -9 $$'; exit $?", 137)]
    public async Task An_exit_code_is_what_docker_would_say(string script, int code)
    {
        var spec = await Start(script);
        Assert.Equal(code, (await Exit(spec)).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task Both_outputs_are_written_down_in_order()
    {
        var spec = await Start("echo one; echo two >&2; printf three");
        await Exit(spec);
        var lines = await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId));
        Assert.Equal(["stdout F one", "stderr F two", "stdout P three"], lines.Select(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal).OrderBy(l => l[9..] == "three" ? 2 : l[9..] == "two" ? 1 : 0));
        await Clean(spec);
    }

    [Fact]
    public async Task A_container_sees_its_own_name_address_user_and_environment()
    {
        var spec = await Start("hostname; id -u; id -g; pwd; echo $COLOUR; ip -4 -o addr show dev eth0 | cat", s => s with { User = "app", WorkingDirectory = "/tmp", Environment = ["PATH=/bin", "COLOUR=red"], HostName = "box" });
        await Exit(spec);
        var text = string.Join('\n', (await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId))).Select(l => l.Split(" F ", 2)[^1]));
        Assert.StartsWith("box\n1000\n1001\n/tmp\nred\n", text, StringComparison.Ordinal);
        Assert.Contains("172.29.", text, StringComparison.Ordinal);
        await Clean(spec);
    }

    [Fact]
    public async Task A_signal_reaches_the_first_process()
    {
        var spec = await Start("trap 'exit 42' TERM; echo ready; while true; do sleep 0.05; done");
        await Ready(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        Assert.Equal(42, (await Exit(spec)).ExitCode);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        await Clean(spec);
    }

    [Fact]
    public async Task A_killed_container_ends_with_137()
    {
        var spec = await Start("trap '' TERM; echo ready; while true; do sleep 0.05; done");
        await Ready(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        Assert.Equal(137, (await Exit(spec)).ExitCode);
        await Clean(spec);
    }

    [Fact]
    public async Task Starting_twice_starts_once()
    {
        var spec = await Start("echo ready; sleep 60");
        await Ready(spec);
        await Engine.Runtime.Start(spec, CancellationToken.None);
        Assert.Single(await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId)));
        await Clean(spec);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_told_and_leaves_nothing()
    {
        var spec = (await Spec("")) with { Arguments = ["/bin/nothing-of-this-name"] };
        var failure = await Assert.ThrowsAsync<ContainerStartException>(() => Engine.Runtime.Start(spec, CancellationToken.None));
        Assert.Contains("nothing-of-this-name", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == spec.RuntimeId);
        await Clean(spec);
    }

    [Fact]
    public async Task A_user_nobody_knows_is_told()
    {
        var spec = (await Spec("true")) with { User = "stranger" };
        var failure = await Assert.ThrowsAsync<ContainerStartException>(() => Engine.Runtime.Start(spec, CancellationToken.None));
        Assert.Contains("unable to find user stranger", failure.Message, StringComparison.Ordinal);
        await Clean(spec);
    }

    [Fact]
    public async Task Too_much_memory_is_death_and_said_so()
    {
        var spec = (await Spec("dd if=/dev/zero of=/dev/null bs=200M count=2")) with { MemoryMib = 32 };
        await Engine.Runtime.Start(spec, CancellationToken.None);
        var exit = await Exit(spec);
        Assert.True(exit.OutOfMemory, exit.ToString());
        await Clean(spec);
    }

    [Fact]
    public async Task A_restarted_node_finds_what_runs_and_what_ended()
    {
        var running = await Start("echo ready; sleep 0.5; exit 5");
        var found = Assert.Single(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == running.RuntimeId);
        Assert.Equal((running.TaskId, (ContainerExit?)null), (found.TaskId, found.Exit));
        await Exit(running);
        var ended = Assert.Single(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == running.RuntimeId);
        Assert.Equal(5, ended.Exit?.ExitCode);
        await Clean(running);
        Assert.DoesNotContain(await (await Engine.Another()).Adopt(CancellationToken.None), c => c.RuntimeId == running.RuntimeId);
    }

    [Fact]
    public async Task Tasks_of_one_network_reach_each_other()
    {
        var (serverTask, clientTask) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        var card = Card();
        var server = await Spec("echo hello > /www/index.html; echo ready; exec httpd -f -p 80 -h /www", serverTask, card);
        await Engine.Runtime.Start(server, CancellationToken.None);
        await Ready(server);
        var client = await Spec($"for i in 1 2 3 4 5 6 7 8 9 10; do wget -q -O - http://{card.PrivateIpv4Address}/ && exit 0; sleep 0.1; done; exit 1", clientTask);
        await Engine.Runtime.Start(client, CancellationToken.None);
        Assert.Equal(0, (await Exit(client)).ExitCode);
        await Clean(client);
        await Clean(server);
    }

    [Fact]
    public async Task A_network_is_made_and_removed_as_often_as_one_likes()
    {
        var card = Card();
        var first = await Engine.Network.Attach(taskId, card, CancellationToken.None);
        Assert.Equal(first, await Engine.Network.Attach(taskId, card, CancellationToken.None));
        await Engine.Network.Detach(taskId, CancellationToken.None);
        await Engine.Network.Detach(taskId, CancellationToken.None);
        Assert.False(File.Exists(first));
    }

    private Task<PulledImage> Pull() => Engine.Images.Pull(Engine.Busybox, Engine.Authorization, CancellationToken.None);

    private NativeInterface Card() => SampleOrders.Interface("172.29", NextAddress(), "vpc-conformance");

    private async Task<ContainerSpec> Spec(string script, string? task = null, NativeInterface? card = null)
    {
        var image = await Pull();
        var id = task ?? taskId;
        var pin = await Engine.Network.Attach(id, card ?? Card(), CancellationToken.None);
        await Engine.Runtime.PrepareTask(new TaskLimits(id, 1024, 512), CancellationToken.None);
        return new()
        {
            TaskId = id,
            RuntimeId = id + "-0000000001",
            Name = "app",
            Image = image,
            Arguments = ["/bin/sh", "-c", script],
            Environment = ["PATH=/bin"],
            WorkingDirectory = "/",
            User = "",
            NetworkNamespace = pin,
            HostName = "box",
        };
    }

    private async Task<ContainerSpec> Start(string script, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var spec = await Spec(script);
        spec = change?.Invoke(spec) ?? spec;
        await Engine.Runtime.Start(spec, CancellationToken.None);
        return spec;
    }

    private async Task<ContainerExit> Exit(ContainerSpec spec) => await Engine.Runtime.WaitForExit(spec.RuntimeId, CancellationToken.None).WaitAsync(Patience);

    private async Task Ready(ContainerSpec spec)
    {
        var path = Engine.Output.PathOf(spec.TaskId, spec.RuntimeId);
        var changed = new Signal();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
        watcher.Changed += (_, _) => changed.Raise();
        watcher.Created += (_, _) => changed.Raise();
        watcher.EnableRaisingEvents = true;
        await Eventually.Become(
            async () => File.Exists(path) ? await File.ReadAllTextAsync(path) : "", text => text.Contains("ready", StringComparison.Ordinal), changed);
    }

    private async Task Clean(ContainerSpec spec)
    {
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        await Engine.Runtime.Remove(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.RemoveTask(spec.TaskId, CancellationToken.None);
        await Engine.Network.Detach(spec.TaskId, CancellationToken.None);
    }
}
