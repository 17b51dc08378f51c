using Berth.AgentProtocol;
using Berth.Domain.Network;

namespace Berth.Testing.Records;

/// <summary>Orders as a node gets them.</summary>
public static class SampleOrders
{
    /// <param name="network">The first two bytes of the VPC's /16: 172.31.</param>
    /// <param name="last">The last byte of the address. Interface ids differ in their first digits, of which links are named.</param>
    public static NativeInterface Interface(string network, int last, string vpcId = "vpc-1") => new(
        $"eni-{last:x2}000000000000000", "attachment", SubnetAddresses.Mac(Cidr.ParseAddress($"{network}.0.{last}")), vpcId, $"{network}.0.0/16", "subnet-1", $"{network}.0.0/20", $"{network}.0.{last}", 20, $"{network}.0.1", null, "box", [SampleVpcs.OpenGroup]);

    public static NativeTask Task(params NativeContainer[] containers) => new()
    {
        Generation = 1,
        TaskArn = SampleTasks.Scope.Arn("ecs", "task/default/0123456789abcdef0123456789abcdef"),
        ClusterArn = SampleTasks.Scope.Arn("ecs", "cluster/default"),
        Family = "web",
        Revision = 1,
        DesiredStatus = "RUNNING",
        LaunchType = "FARGATE",
        AvailabilityZone = "ap-northeast-1a",
        CpuUnits = 256,
        MemoryMib = 512,
        Interface = Interface("172.31", 4),
        Containers = containers,
    };
}
