using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Deployments;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>Service revisions on the wire.</summary>
internal static class RevisionMapping
{
    public const string Kind = "service-revision";

    public static ServiceRevisionShape ToWire(ServiceRevisionRecord record) => new()
    {
        ServiceRevisionArn = record.Revision.Arn,
        ServiceArn = record.ServiceArn,
        ClusterArn = record.ClusterArn,
        TaskDefinition = record.Revision.Definition.Arn,
        CapacityProviderStrategy = record.Revision.CapacityProviderStrategy is { Count: > 0 } strategy ? CapacityProviderMapping.ToWire(strategy) : null,
        LaunchType = record.Revision.LaunchType,
        PlatformVersion = record.Revision.TaskPlatformVersion,
        PlatformFamily = "Linux",
        LoadBalancers = [],
        ServiceRegistries = [],
        NetworkConfiguration = Network(record.Revision),
        ContainerImages = [.. record.Revision.Definition.Containers.Select(c => new ContainerImageShape { ContainerName = c.Name, Image = c.Image, ImageDigest = record.Revision.ImageDigests.GetValueOrDefault(c.Name) })],
        GuardDutyEnabled = false,
        VolumeConfigurations = [],
        VpcLatticeConfigurations = [],
        CreatedAt = record.Revision.CreatedAt,
    };

    public static NetworkConfigurationShape Network(ServiceRevision revision) => new()
    {
        AwsvpcConfiguration = new() { Subnets = [.. revision.Subnets.Select(s => s.SubnetId)], SecurityGroups = revision.AskedSecurityGroupIds, AssignPublicIp = revision.AssignPublicIp ? "ENABLED" : "DISABLED" },
    };
}
