using Berth.Domain.Services;
using Berth.Storage;
using Berth.Testing.Records;
using Berth.Testing.Stores;
using Berth.Testing.Time;
using static Berth.Cluster.Tests.Services.ServiceScene;

namespace Berth.Cluster.Tests.Services;

/// <summary>The server dies, the disk fails, or somebody else owns the service: the next one goes on where things are.</summary>
public sealed class ServiceRestartTests
{
    private readonly MemoryStore store = new();

    [Fact]
    public async Task A_deployment_in_the_middle_goes_on_after_a_restart()
    {
        await using (var first = await Start(store))
        {
            await first.Create();
            await first.UntilSteady();
            await first.Update(2);
        }

        await using var second = await Start(store);
        await second.Service.Wake();
        second.Berth.Clock.Ahead += TimeSpan.FromHours(1);
        var steady = await second.UntilSteady();
        Assert.Equal(2, steady.Service.Revision(Assert.Single(steady.Service.Deployments).Revision).Definition.Revision);
        await second.Until(v => v.Running == 2);
    }

    [Fact]
    public async Task What_was_committed_and_not_done_is_done_after_a_restart_and_once()
    {
        await using (var first = await Start(store))
        {
            var gate = new TaskCompletionSource();
            first.Berth.Calls.Held = method => method == "StartServiceTasks" ? gate.Task : null;
            await first.Create();
            await Eventually.Become(() => Task.FromResult(first.Berth.Calls.Of<Contracts.Clusters.IClusterGrain>("StartServiceTasks").Count), calls => calls > 0, first.Berth.Calls.Changed);
            gate.SetException(new IOException("The server died."));
        }

        Assert.Empty(await store.List("task"));
        await using var second = await Start(store);
        await second.Service.Wake();
        await second.UntilSteady();
        Assert.Equal(2, (await store.List("task")).Count);
    }

    [Fact]
    public async Task A_write_that_fails_makes_no_service_and_the_cluster_counts_none()
    {
        await using var scene = await Start(store);
        foreach (var failure in new Exception[] { new StoreUnavailableException("away"), new IOException("Nobody knows.") })
        {
            store.Failure = failure;
            await Assert.ThrowsAnyAsync<Exception>(() => scene.Create());
            store.Failure = null;
            Assert.Null(await scene.Service.Describe());
            Assert.Equal(0, (await scene.Berth.Cluster.Describe())!.Services);
        }

        await scene.Create();
        await scene.Until(v => v.Running == 2);
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_changes_nothing()
    {
        await using var scene = await Start(store);
        await scene.Create();
        await scene.UntilSteady();
        store.Failure = new StoreFullException("full");
        await Assert.ThrowsAnyAsync<Exception>(() => scene.Service.Change(new(new(5, null, null, false, 0))));
        Assert.Equal(2, (await scene.Service.Describe())!.Service.DesiredCount);
        store.Failure = null;
        Accepted(await scene.Service.Change(new(new(3, null, null, false, 0))));
        await scene.Until(v => v.Running == 3);
    }

    [Fact]
    public async Task An_owner_that_lost_its_row_throws_its_memory_away_and_the_next_one_goes_on()
    {
        await using var scene = await Start(store);
        await scene.Create();
        await scene.UntilSteady();

        // As another activation would have written it.
        var row = (await store.Get("service", "default/web"))!;
        var record = RowJson.Read<ServiceRecord>(row);
        await store.Commit([StoreExtensions.Put("service", row.Id, row.Version, record with { DesiredCount = 4, Steady = false, Generation = record.Generation + 1 })]);
        await Assert.ThrowsAnyAsync<Exception>(() => scene.Service.Change(new(new(1, null, null, false, 0))));
        await Eventually.Become(async () => await scene.Service.Describe(), v => v?.Service.DesiredCount == 4, scene.Berth.Calls.Changed, store.Changed);
        await scene.Until(v => v.Running == 4);
    }

    [Fact]
    public async Task Two_servers_over_one_store_end_with_as_many_tasks_as_are_wanted()
    {
        await using var first = await Start(store);
        await first.Create(SampleServices.Draft(desired: 0));
        await using var second = await ControlPlane.Start(store);
        Assert.Equal(0, (await second.Service().Describe())!.Service.DesiredCount);
        Accepted(await first.Service.Change(new(new(2, null, null, false, 0))));
        await first.Until(v => v.Running == 2);

        // The other one knows an older record: what it wants is refused by the store.
        await Assert.ThrowsAnyAsync<Exception>(() => second.Service().Change(new(new(7, null, null, false, 0))));
        Assert.Equal(2, (await store.List("task")).Count);
        Assert.Equal(2, RowJson.Read<ServiceRecord>((await store.Get("service", "default/web"))!).DesiredCount);
    }
}
