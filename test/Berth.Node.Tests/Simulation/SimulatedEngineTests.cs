using Berth.Conformance;
using Berth.Node.Images;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Node.Simulation;

namespace Berth.Node.Tests.Simulation;

public sealed class SimulatedEngineTests : EngineLifecycleConformance, IDisposable
{
    private readonly SimulatedEngineUnderTest engine = new();
    private int lastAddress = 3;

    protected override EngineUnderTest Engine => new(
        new SimulatedNetwork(engine.States), engine.Images, engine.Runtime, engine.Runtime, ImageReference.Parse($"{engine.Registry.Endpoint.Authority}/busybox:1"), new(engine.Registry.Endpoint, null), engine.Connections,
        () => Task.FromResult<IContainerRuntime>(engine.OpenAgain()), Leftovers);

    private Task<IReadOnlyList<string>> Leftovers(string taskId)
    {
        var output = Path.GetDirectoryName(engine.Runtime.PathOf(taskId, "any"))!;
        return Task.FromResult<IReadOnlyList<string>>(Directory.Exists(output) ? [output] : []);
    }

    public void Dispose() => engine.Dispose();

    protected override int NextAddress() => ++lastAddress;

    [Fact]
    public async Task A_foreign_image_is_taken_for_present_and_keeps_its_digest()
    {
        var nginx = ImageReference.Parse("nginx:1");
        var pulled = await engine.Images.Pull(nginx, null, engine.Connections, CancellationToken.None);
        Assert.Equal(pulled, await engine.Images.Pull(nginx, null, engine.Connections, CancellationToken.None));
        Assert.Matches("^sha256:[0-9a-f]{64}$", pulled.ManifestDigest);
        var pin = "sha256:" + new string('a', 64);
        Assert.Equal(pin, (await engine.Images.Pull(ImageReference.Parse("nginx@" + pin), null, engine.Connections, CancellationToken.None)).ManifestDigest);
    }

    [Fact]
    public async Task What_ended_while_the_node_was_away_ended_then()
    {
        var spec = await Start("", ["BERTH_SIMULATE_EXIT=0.05:oom"]);
        var before = await engine.Runtime.WaitForExit(spec.RuntimeId, CancellationToken.None);
        var found = Assert.Single(await engine.OpenAgain().Adopt(CancellationToken.None));
        Assert.Equal((before, true, (int?)137), (found.Exit, found.Exit!.OutOfMemory, found.Exit.ExitCode));
    }

    [Fact]
    public async Task One_that_a_reboot_took_has_ended_and_nobody_knows_how() =>
        Assert.Null((await engine.Runtime.WaitForExit("0-gone", CancellationToken.None)).ExitCode);
}
