using Berth.Conformance;
using Berth.Domain.Kernel;
using Berth.Node.Images;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Node.Tests;
using Berth.Testing.Images;
using Berth.Testing.Kernel;
using Berth.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(RealEngine))]

namespace Berth.Node.Tests;

/// <summary>This machine's own containerd, conmon, crun and kernel, under an id that nobody else has. Removed whole at the end.</summary>
public sealed class RealEngine : IAsyncLifetime
{
    private readonly RandomIds ids = new();
    private readonly Spawner spawner = new();
    private LayoutRegistry? registry;
    private NodeMounts? mounts;
    private ContainerdClient? containerd;
    private TaskNetwork? network;
    private int lastAddress = 3;

    /// <summary>Reaps every child of this process: no other way of starting one may be used beside it.</summary>
    internal Spawner Spawner => spawner;

    internal BerthInstance Berth { get; private set; } = null!;

    internal ConmonRuntime Runtime { get; private set; } = null!;

    internal ContainerdImageStore Images { get; private set; } = null!;

    internal ImageUses Uses { get; private set; } = null!;

    /// <summary>Tells only the age of images.</summary>
    internal ShiftedTime Clock { get; } = new();

    internal INetwork Network => network!;

    internal ImageReference Busybox => ImageReference.Parse($"{registry!.Endpoint.Authority}/busybox:1");

    internal RegistryAuthorization Authorization => new(registry!.Endpoint, null);

    internal EngineUnderTest UnderTest => new(Network, Images, Runtime, Runtime, Busybox, Authorization, () => Task.FromResult<IContainerRuntime>(NewRuntime()), Leftovers);

    public int NextAddress() => Interlocked.Increment(ref lastAddress);

    public async ValueTask InitializeAsync()
    {
        var id = "t" + ids.Hex(5);
        Berth = new BerthInstance
        {
            Id = id,
            DataDirectory = Directory.CreateTempSubdirectory("berth-node-").FullName,
            RunDirectory = "/run/berth/" + id,
            Scope = AwsScope.Default,
            AvailabilityZones = ["ap-northeast-1a"],
            Port = 1,
        };
        Directory.CreateDirectory(Berth.RunDirectory);
        registry = LayoutRegistry.Start();
        mounts = await NodeHosting.OpenMounts(Berth);
        var pool = await PoolClaim.Take(Berth.DataDirectory);
        network = new(Berth, pool, offline: true, NullLogger<TaskNetwork>.Instance);
        await network.Start(CancellationToken.None);
        var process = new ContainerdProcess(Berth, spawner, TimeProvider.System, NullLogger<ContainerdProcess>.Instance);
        containerd = new(process.SocketPath);
        await process.Start(containerd, CancellationToken.None);
        Uses = new(Berth, Clock);
        Images = new(containerd, new SocketsHttpHandler(), Uses, ids, TimeProvider.System);
        Runtime = NewRuntime();
        await Runtime.Adopt(CancellationToken.None);
    }

    /// <summary>The runtime as a node that starts again would make it.</summary>
    internal ConmonRuntime NewRuntime()
    {
        var files = new ContainerFiles(Berth);
        return new(Berth, files, containerd!, spawner, mounts!.Namespace, new ExitWatch(files, Berth, TimeProvider.System), TimeProvider.System, NullLogger<ConmonRuntime>.Instance);
    }

    /// <summary>Mounts here and in the containers' namespace, cgroups, and anything in the node's folders that bears the task's id.</summary>
    private async Task<IReadOnlyList<string>> Leftovers(string taskId)
    {
        static List<string> Mounted(string taskId) => [.. File.ReadLines("/proc/thread-self/mountinfo").Where(l => l.Contains(taskId, StringComparison.Ordinal))];
        static IEnumerable<string> Below(string directory, string taskId) =>
            Directory.EnumerateFileSystemEntries(directory, $"*{taskId}*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 });
        return
        [
            .. Mounted(taskId), .. await mounts!.Namespace.Run(() => Mounted(taskId)), .. Below("/sys/fs/cgroup", taskId),
            .. Below(Path.Combine(Berth.DataDirectory, "node"), taskId), .. Below(Berth.RunDirectory, taskId),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        // Also after an InitializeAsync that failed half-way.
        network?.Dispose();
        containerd?.Dispose();
        await NodePurge.Run(Berth);
        mounts?.Namespace.Dispose();
        spawner.Dispose();
        registry?.Dispose();
        Directory.Delete(Berth.DataDirectory, recursive: true);
        Directory.Delete(Berth.RunDirectory, recursive: true);
    }
}
