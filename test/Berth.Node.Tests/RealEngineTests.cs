using Berth.Conformance;

namespace Berth.Node.Tests;

public sealed class RealEngineTests(RealEngine engine) : EngineConformance
{
    protected override EngineUnderTest Engine => engine.UnderTest;

    protected override int NextAddress() => engine.NextAddress();
}

public sealed class RealSettingsTests(RealEngine engine) : ContainerSettingsConformance
{
    protected override EngineUnderTest Engine => engine.UnderTest;

    protected override int NextAddress() => engine.NextAddress();
}

public sealed class RealIsolationTests(RealEngine engine) : ContainerIsolationConformance
{
    protected override EngineUnderTest Engine => engine.UnderTest;

    protected override int NextAddress() => engine.NextAddress();
}
