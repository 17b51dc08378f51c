using Berth.Domain.Kernel;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Node.Simulation;
using Berth.Testing.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Simulation;

/// <summary>The simulated engine with a data directory of its own, which it may open again and again.</summary>
internal sealed class SimulatedEngineUnderTest : IDisposable
{
    private readonly BerthInstance berth;

    public SimulatedEngineUnderTest()
    {
        var folder = Directory.CreateTempSubdirectory("berth-simulated-").FullName;
        berth = new()
        {
            Id = "sim000",
            DataDirectory = folder,
            RunDirectory = Path.Combine(folder, "run"),
            Scope = AwsScope.Default,
            AvailabilityZones = ["ap-northeast-1a"],
            Port = 1,
        };
        States = new(berth, NullLogger<VpcStates>.Instance);
        Images = new(Options, TimeProvider.System);
        Runtime = Open();
        Runtime.Adopt(CancellationToken.None).GetAwaiter().GetResult();
    }

    public LayoutRegistry Registry { get; } = LayoutRegistry.Start();

    public SocketsHttpHandler Connections { get; } = new();

    public VpcStates States { get; }

    public SimulatedImageStore Images { get; }

    public SimulatedRuntime Runtime { get; private set; }

    private static SimulationOptions Options { get; } = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));

    /// <summary>As a new process would.</summary>
    public SimulatedRuntime OpenAgain()
    {
        Runtime.Dispose();
        return Runtime = Open();
    }

    public void Dispose()
    {
        Runtime.Dispose();
        Connections.Dispose();
        Registry.Dispose();
        Directory.Delete(berth.DataDirectory, recursive: true);
    }

    private SimulatedRuntime Open() => new(berth, new ContainerFiles(berth), Options, TimeProvider.System);
}
