using Berth.Contracts.Services;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using Berth.Testing.Stores;
using Berth.Testing.Time;

namespace Berth.Cluster.Tests.Services;

/// <summary>A control plane with a cluster, and a node that does as it is told.</summary>
internal sealed class ServiceScene : IAsyncDisposable
{
    private ServiceScene(ControlPlane berth, ObedientNode node) => (Berth, Node) = (berth, node);

    public ControlPlane Berth { get; }

    public ObedientNode Node { get; }

    public IServiceGrain Service => Berth.Service();

    public MemoryStore Store => Berth.Store;

    public static async Task<ServiceScene> Start(MemoryStore? store = null, int cpuUnits = 64 * 1024)
    {
        var berth = await ControlPlane.Start(store ?? new());
        await berth.CreateCluster();
        var node = new ObedientNode(berth);
        await berth.Connect(cpuUnits, memoryMib: 256 * 1024);
        return new(berth, node);
    }

    public async Task<ServiceView> Create(ServiceDraft? draft = null) => Accepted(await Service.Create(new(draft ?? SampleServices.Draft())));

    public async Task<ServiceView> Update(int definition, string image = "busybox") =>
        Accepted(await Service.Change(new(new(null, null, SampleServices.Revision(definition, image), false, (await Service.Describe())!.Version))));

    public async Task<ServiceView> Force() => Accepted(await Service.Change(new(new(null, null, null, true, 0))));

    public static ServiceView Accepted(ServiceOutcome outcome) => Assert.IsType<ServiceOutcome.Accepted>(outcome).Service;

    public static ServiceRefusal Refused(ServiceOutcome outcome) => Assert.IsType<ServiceOutcome.Refused>(outcome).Reason;

    public Task<ServiceView> Until(Func<ServiceView, bool> wanted) =>
        Eventually.Become(async () => (await Service.Describe())!, wanted, Store.Changed, Berth.Calls.Changed);

    /// <summary>Time goes by until what runs without a health check counts as healthy, as often as it takes.</summary>
    public async Task<ServiceView> UntilSteady()
    {
        for (var tries = 0; tries < 20; tries++)
        {
            await Until(v => v.Pending == 0 && v.Running > 0 || v.Service.Steady || v.Service.DesiredCount == 0);
            if ((await Service.Describe())!.Service is { Steady: true, Primary.RolloutState: Domain.Deployments.RolloutState.Completed }) return (await Service.Describe())!;
            Berth.Clock.Ahead += TimeSpan.FromSeconds(41);
            var seen = await Service.Describe();
            await Service.Wake();
            await Until(v => v.Version != seen!.Version);
        }

        return await Until(v => v.Service.Steady);
    }

    public async Task<IReadOnlyList<TaskRecord>> Tasks() => (await Berth.Cluster.List(new())).Tasks;

    public static IReadOnlyList<string> Messages(ServiceView view) => [.. view.Events.Events.Reverse().Select(e => e.Message)];

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Berth.DisposeAsync();
    }
}
