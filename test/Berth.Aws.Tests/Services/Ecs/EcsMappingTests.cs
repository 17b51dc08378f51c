using Berth.Aws.Services.Ecs;
using Berth.Contracts.Clusters;
using Berth.Domain.Clusters;
using Berth.Domain.Tasks;
using Berth.Testing.Records;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class EcsMappingTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("FARGATE_SPOT")]
    public void A_task_says_its_capacity_provider_beside_its_launch_type(string? provider)
    {
        var task = EcsMapping.ToWire(SampleTasks.Fresh() with { CapacityProviderName = provider }, withTags: false);
        Assert.Equal((provider, "FARGATE"), (task.CapacityProviderName, task.LaunchType));
    }

    [Theory]
    [InlineData(StopCode.ServiceSchedulerInitiated, "ServiceSchedulerInitiated")]
    [InlineData(StopCode.SpotInterruption, "SpotInterruption")]
    public void A_stop_code_has_the_name_of_the_API(StopCode code, string name) => Assert.Equal(name, EcsMapping.ToWire(SampleTasks.Fresh() with { StopCode = code }, withTags: false).StopCode);

    [Fact]
    public void A_cluster_counts_its_services()
    {
        var snapshot = new ClusterSnapshot(new ClusterRecord { Name = "default", Arn = SampleTasks.Scope.Arn("ecs", "cluster/default") }, 0, 0, 1) { Services = 3 };
        var cluster = EcsMapping.ToWire(snapshot, ["STATISTICS"]);
        Assert.Equal((3, "3"), (cluster.ActiveServicesCount, cluster.Statistics!.Single(s => s.Name == "activeFargateServiceCount").Value));
    }
}
