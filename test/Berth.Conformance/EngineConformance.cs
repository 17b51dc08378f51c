using Berth.Node.Runtime;
using Xunit;

namespace Berth.Conformance;

/// <summary>What an engine must do that really runs processes.</summary>
public abstract partial class EngineConformance : EngineLifecycleConformance
{
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
        var spec = await Spec("hostname; id -u; id -g; pwd; echo $COLOUR; ip -4 -o addr show dev eth0 | cat");
        spec = spec with { User = "app", WorkingDirectory = "/tmp", Environment = ["PATH=/bin", "COLOUR=red"], HostName = "box" };
        await Engine.Runtime.Start(spec, CancellationToken.None);
        await Exit(spec);
        var text = string.Join('\n', (await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId))).Select(l => l.Split(" F ", 2)[^1]));
        Assert.StartsWith("box\n1000\n1001\n/tmp\nred\n", text, StringComparison.Ordinal);
        Assert.Contains("172.29.", text, StringComparison.Ordinal);
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
    public async Task What_a_running_container_uses_is_counted_and_an_ended_one_uses_nothing()
    {
        var spec = await Start("echo ready; sleep 60");
        await Ready(spec);
        var first = await Engine.Runtime.Stats(spec.RuntimeId, CancellationToken.None);
        var second = await Engine.Runtime.Stats(spec.RuntimeId, CancellationToken.None);
        Assert.True(first!.ReadAt <= second!.ReadAt && first.Cpu.Total <= second.Cpu.Total && first.Cpu.System <= second.Cpu.System);
        Assert.InRange(first.Memory.UsageBytes, 1, 512L << 20);
        Assert.InRange(first.Processes.Current, 1, 10);
        Assert.Contains("eth0", first.Networks.Keys);
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        await Exit(spec);
        Assert.Null(await Engine.Runtime.Stats(spec.RuntimeId, CancellationToken.None));
        await Clean(spec);
        Assert.Null(await Engine.Runtime.Stats(spec.RuntimeId, CancellationToken.None));
    }

    [Fact]
    public async Task Output_goes_on_in_a_new_file_and_no_line_is_lost()
    {
        var spec = await Start("echo ready; i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; sleep 60");
        await Ready(spec);
        var path = Engine.Output.PathOf(spec.TaskId, spec.RuntimeId);
        for (var rotation = 1; rotation <= 3; rotation++)
        {
            await Engine.Output.Rotate(spec.TaskId, spec.RuntimeId, $"{path}.{rotation}", CancellationToken.None);
            await Written(path, _ => true);
        }

        string[] Lines() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Order(StringComparer.Ordinal).OrderBy(f => f == path).SelectMany(File.ReadAllLines).Select(l => l.Split(" F ", 2)[^1])];
        await Written(path, _ => Lines().Contains("line 299"));
        Assert.Equal([.. Enumerable.Range(0, 300).Select(i => $"line {i}").Prepend("ready")], Lines());
        await Clean(spec);
    }

    [Fact]
    public async Task A_frozen_container_stands_still_until_it_is_thawed()
    {
        var spec = await Start("echo ready; while true; do echo line; sleep 0.01; done");
        await Ready(spec);
        await Engine.Runtime.Freeze(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.Freeze(spec.RuntimeId, CancellationToken.None);
        var path = Engine.Output.PathOf(spec.TaskId, spec.RuntimeId);
        var frozen = await Settled(path);
        await Engine.Runtime.Thaw(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.Thaw(spec.RuntimeId, CancellationToken.None);
        await Written(path, text => text.Length > frozen);
        await Clean(spec);
    }

    /// <summary>The length of a file to which nobody writes any more: the same at two looks, between which much would have been written.</summary>
    private static async Task<long> Settled(string path)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        var length = -1L;
        for (var looks = 0; looks < 20; looks++)
        {
            var now = new FileInfo(path).Length;
            if (now == length) return length;
            length = now;
            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException($"{path} still grows.");
    }
}
