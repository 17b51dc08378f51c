using Berth.Contracts.Clusters;
using Berth.Domain.Services;
using Berth.Testing.Records;
using Berth.Testing.Time;
using static Berth.Cluster.Tests.Services.ServiceScene;

namespace Berth.Cluster.Tests.Services;

public sealed class ServiceEndingTests : IAsyncLifetime
{
    private ServiceScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await Start();

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task A_deleted_service_drains_becomes_inactive_and_frees_its_cluster()
    {
        await scene.Create();
        await scene.Until(v => v.Running == 2);
        Assert.Equal(ServiceRefusal.ScaledAboveZero, Refused(await scene.Service.Delete(force: false)));
        var draining = Accepted(await scene.Service.Delete(force: true));
        Assert.Equal((ServiceStatus.Draining, 0), (draining.Service.Status, draining.Service.DesiredCount));
        Assert.IsType<ClusterDeletion.ContainsServices>(await scene.Berth.Cluster.Delete());
        await scene.Until(v => v.Service.Status == ServiceStatus.Inactive);
        await Eventually.Become(async () => (await scene.Berth.Cluster.Describe())!, c => c is { Services: 0, RunningTasks: 0 }, scene.Store.Changed, scene.Berth.Calls.Changed);
        Assert.Equal(ServiceRefusal.NotActive, Refused(await scene.Service.Delete(force: true)));
    }

    [Fact]
    public async Task A_delete_in_the_middle_of_a_deployment_ends_both_deployments()
    {
        await scene.Create();
        await scene.UntilSteady();
        var updated = await scene.Update(2);
        Accepted(await scene.Service.Delete(force: true));
        await scene.Until(v => v.Service.Status == ServiceStatus.Inactive);
        Assert.All(await scene.Tasks(), t => Assert.True(t.StopDesired));
        var history = Storage.RowJson.Read<Domain.Deployments.ServiceDeploymentRecord>((await scene.Store.Get("service-deployment", "default/web/" + updated.Service.ServiceDeployment!.Id))!);
        Assert.True(history.Over);
    }

    /// <summary>Its tasks are nowhere to be counted before they have room and are on disk.</summary>
    [Fact]
    public async Task A_delete_while_tasks_are_being_started_leaves_none_behind()
    {
        var (claim, drop) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Berth.Calls.Held = method => method switch { "Claim" => claim.Task, "DropService" => drop.Task, _ => null };
        await scene.Create();
        await Eventually.Become(() => Task.FromResult(scene.Berth.Calls.Of<Contracts.Fargate.IFargatePoolGrain>("Claim").Count), calls => calls > 0, scene.Berth.Calls.Changed);
        Accepted(await scene.Service.Delete(force: true));
        claim.SetResult();
        await scene.Until(v => v.Service.Status == ServiceStatus.Inactive);
        await Eventually.Become(() => scene.Store.List("task").AsTask(), tasks => tasks.Count == 2, scene.Store.Changed);
        drop.SetResult();
        Assert.All(await scene.Tasks(), t => Assert.True(t.StopDesired));
    }

    [Fact]
    public async Task An_inactive_service_is_made_anew_under_its_name()
    {
        var first = await scene.Create();
        await scene.Until(v => v.Running == 2);
        Accepted(await scene.Service.Delete(force: true));
        await scene.Until(v => v.Service.Status == ServiceStatus.Inactive);
        var second = await scene.Create(SampleServices.Draft(desired: 1, hash: "another"));
        Assert.Equal((ServiceStatus.Active, 0), (second.Service.Status, second.Events.Events.Count));
        Assert.DoesNotContain(scene.Store.Keys, k => k.EndsWith(first.Service.ServiceDeployment!.Id, StringComparison.Ordinal));
        await scene.Until(v => v.Running == 1);
        Assert.Single(scene.Store.Keys, k => k.StartsWith("service-revision/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_an_hour_nothing_tells_of_an_inactive_service()
    {
        await scene.Create(SampleServices.Draft(desired: 0));
        Assert.Equal(ServiceStatus.Inactive, Accepted(await scene.Service.Delete(force: false)).Service.Status);
        scene.Berth.Clock.Ahead += TimeSpan.FromMinutes(61);
        await scene.Service.Wake();
        await Eventually.Become(() => Task.FromResult(scene.Store.Keys), keys => !keys.Any(k => k.StartsWith("service", StringComparison.Ordinal)), scene.Store.Changed);
        Assert.Null(await scene.Service.Describe());
    }
}
