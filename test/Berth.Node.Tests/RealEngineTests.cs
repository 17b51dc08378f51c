using Berth.Conformance;
using Berth.Node.Runtime;

namespace Berth.Node.Tests;

public sealed class RealEngineTests(RealEngine engine) : EngineConformance
{
    protected override EngineUnderTest Engine => new(
        engine.Network, engine.Images, engine.Runtime, engine.Runtime, engine.Busybox, engine.Authorization, () => Task.FromResult<IContainerRuntime>(engine.NewRuntime()));

    protected override int NextAddress() => engine.NextAddress();
}
