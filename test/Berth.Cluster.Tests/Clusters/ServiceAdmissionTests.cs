using Berth.Contracts.Clusters;
using Berth.Domain.Services;
using Berth.Storage;
using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.Clusters;

public sealed class ServiceAdmissionTests : IAsyncLifetime
{
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync() => berth = await ControlPlane.Start(store);

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task Where_there_is_no_cluster_there_is_no_service()
    {
        Assert.Equal(ServiceAdmission.NoCluster, await berth.Cluster.AdmitService("web", 10));
        Assert.Empty((await berth.Cluster.ServiceTasks("web", 0)).Tasks);
        Assert.Equal(0, (await berth.Cluster.ServiceCounts("web")).Unfinished);
        Assert.True((await berth.Cluster.StartServiceTasks(SampleServices.Start(1))).Stale);
    }

    [Fact]
    public async Task As_many_as_the_quota_lets_are_admitted_each_as_often_as_it_asks()
    {
        await berth.CreateCluster();
        Assert.Equal(ServiceAdmission.Admitted, await berth.Cluster.AdmitService("web", 2));
        Assert.Equal(ServiceAdmission.Admitted, await berth.Cluster.AdmitService("api", 2));
        Assert.Equal(ServiceAdmission.TooManyServices, await berth.Cluster.AdmitService("job", 2));
        Assert.Equal(ServiceAdmission.Admitted, await berth.Cluster.AdmitService("web", 2));
        Assert.Equal(2, (await berth.Cluster.Describe())!.Services);
        await berth.Cluster.DropService("web");
        Assert.Equal(ServiceAdmission.Admitted, await berth.Cluster.AdmitService("job", 2));
    }

    [Fact]
    public async Task A_cluster_with_a_service_is_not_deleted_and_a_deleted_one_admits_none()
    {
        await berth.CreateCluster();
        await berth.Cluster.AdmitService("web", 10);
        Assert.IsType<ClusterDeletion.ContainsServices>(await berth.Cluster.Delete());
        await berth.Cluster.DropService("web");
        Assert.IsType<ClusterDeletion.Deleted>(await berth.Cluster.Delete());
        Assert.Equal(ServiceAdmission.NoCluster, await berth.Cluster.AdmitService("web", 10));
    }

    [Fact]
    public async Task After_a_restart_the_services_are_those_whose_rows_say_that_they_are_there()
    {
        await berth.CreateCluster();
        await Write("web", ServiceStatus.Active);
        await Write("old", ServiceStatus.Draining);
        await Write("gone", ServiceStatus.Inactive);
        await berth.DisposeAsync();
        berth = await ControlPlane.Start(store);
        Assert.Equal(2, (await berth.Cluster.Describe())!.Services);
        Assert.IsType<ClusterDeletion.ContainsServices>(await berth.Cluster.Delete());
        await berth.Cluster.DropService("web");
        await berth.Cluster.DropService("old");
        Assert.IsType<ClusterDeletion.Deleted>(await berth.Cluster.Delete());
    }

    private Task Write(string name, ServiceStatus status) => store.Commit([StoreExtensions.Put("service", "default/" + name, 0, SampleServices.Record(name, status))]);
}
