using Berth.Conformance;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Images;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Node.Tests;
using Berth.Testing.Images;
using Berth.Testing.Kernel;
using Berth.Testing.Records;
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
    private int lastPublicAddress;
    private readonly SemaphoreSlim describing = new(1, 1);
    private readonly HashSet<string> vpcIds = [];
    private long generation;

    /// <summary>Reaps every child of this process: no other way of starting one may be used beside it.</summary>
    internal Spawner Spawner => spawner;

    internal BerthInstance Berth { get; private set; } = null!;

    internal ConmonRuntime Runtime { get; private set; } = null!;

    internal ContainerdImageStore Images { get; private set; } = null!;

    internal ImageUses Uses { get; private set; } = null!;

    /// <summary>Tells only the age of images.</summary>
    internal ShiftedTime Clock { get; } = new();

    internal INetwork Network => network!;

    internal VpcStates States { get; private set; } = null!;

    internal ImageReference Busybox => ImageReference.Parse($"{registry!.Endpoint.Authority}/busybox:1");

    internal RegistryAuthorization Authorization => new(registry!.Endpoint, null);

    /// <summary>To the registry, which is on this machine and in no task's network.</summary>
    internal SocketsHttpHandler Connections { get; } = new();

    internal LayoutRegistry Registry => registry!;

    internal EngineUnderTest UnderTest => new(Network, Images, Runtime, Runtime, Busybox, Authorization, Connections, () => Task.FromResult<IContainerRuntime>(NewRuntime()), Leftovers);

    /// <summary>As the control plane tells of a VPC that is new or changed.</summary>
    public async Task Describe(VpcSnapshot vpc)
    {
        await describing.WaitAsync();
        try
        {
            vpcIds.Add(vpc.VpcId);
            await Network.Describe(++generation, [.. vpcIds], [vpc with { Generation = generation }], CancellationToken.None);
        }
        finally
        {
            describing.Release();
        }
    }

    public async Task Forget(string vpcId)
    {
        await describing.WaitAsync();
        try
        {
            vpcIds.Remove(vpcId);
            await Network.Describe(++generation, [.. vpcIds], [], CancellationToken.None);
        }
        finally
        {
            describing.Release();
        }
    }

    internal PublicPool Pool { get; private set; } = null!;

    /// <summary>An address of the pool that no other test has.</summary>
    public string NextPublicAddress() => Cidr.Text(Pool.Range.First + PublicServices.Reserved + (uint)Interlocked.Increment(ref lastPublicAddress));

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
        var pool = Pool = await PoolClaim.Take(Berth.DataDirectory);
        States = new(Berth, NullLogger<VpcStates>.Instance);
        network = new(Berth, pool, States, offline: true, TimeProvider.System, NullLogger<TaskNetwork>.Instance);
        await network.Start(CancellationToken.None);
        foreach (var (vpcId, range) in new[] { ("vpc-conformance", "172.29"), ("vpc-tests", "172.28"), ("vpc-endpoint", "172.27"), ("vpc-dns", "172.26") }) await Describe(SampleVpcs.Open(vpcId, range));
        var process = new ContainerdProcess(Berth, spawner, TimeProvider.System, NullLogger<ContainerdProcess>.Instance);
        containerd = new(process.SocketPath);
        await process.Start(containerd, CancellationToken.None);
        Uses = new(Berth, Clock);
        Images = new(containerd, Uses, ids, TimeProvider.System);
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
        Connections.Dispose();
        registry?.Dispose();
        Directory.Delete(Berth.DataDirectory, recursive: true);
        Directory.Delete(Berth.RunDirectory, recursive: true);
    }
}
