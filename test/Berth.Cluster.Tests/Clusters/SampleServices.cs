using Berth.Contracts.Clusters;
using Berth.Domain.Services;
using Berth.Testing.Records;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>A service's row, and the orders that it gives to its cluster.</summary>
internal static class SampleServices
{
    public const string Group = "ecs-svc/1111111111111111111";

    private static readonly TaskPlace Place = new("subnet-1", "ap-northeast-1a", null);

    public static ServiceRevision Revision { get; } = new()
    {
        Number = "2222222222222222222",
        Arn = SampleTasks.Scope.Arn("ecs", "service-revision/default/web/2222222222222222222"),
        Definition = SampleTasks.Definition(),
        LaunchType = "FARGATE",
        PlatformVersion = "1.4.0",
        Subnets = [new(Place.SubnetId, Place.AvailabilityZone)],
        SecurityGroupIds = ["sg-1"],
        CreatedAt = SampleTasks.Created,
    };

    public static ServiceRecord Record(string name, ServiceStatus status = ServiceStatus.Active) => new()
    {
        Name = name,
        Arn = SampleTasks.Scope.Arn("ecs", "service/default/" + name),
        ClusterName = "default",
        ClusterArn = SampleTasks.Scope.Arn("ecs", "cluster/default"),
        Status = status,
        Settings = new() { MinimumHealthyPercent = 100, MaximumPercent = 200 },
        CreatedAt = SampleTasks.Created,
    };

    public static ServiceStartCommand Start(int count, long generation = 1, string? provider = null, string service = "web") => new(
        service, generation, Group, Revision, [.. Enumerable.Repeat(Place with { CapacityProvider = provider }, count)], EnableExecuteCommand: false, new Dictionary<string, string> { ["team"] = "shop" });

    public static ServiceStopCommand Stop(long generation, params IReadOnlyList<string> taskIds) =>
        new("web", generation, [.. taskIds.Select(id => new TaskStop(id, WasPending: true, $"Scaling activity initiated by (deployment {Group})"))]);
}
