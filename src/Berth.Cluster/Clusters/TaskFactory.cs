using Berth.Contracts.Clusters;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;

namespace Berth.Cluster.Clusters;

/// <summary>Makes the record of a new task from what RunTask or a service asked for.</summary>
internal static class TaskFactory
{
    /// <param name="index">Which of the command's tasks it is, from zero.</param>
    public static TaskRecord Make(RunTaskCommand command, int index, ClusterRecord cluster, string taskId, string taskArn, string nodeArn, IIdSource ids, DateTimeOffset now) => new()
    {
        TaskId = taskId,
        TaskArn = taskArn,
        ClusterName = cluster.Name,
        ClusterArn = cluster.Arn,
        Definition = command.Definition,
        Overrides = command.Overrides,
        LaunchType = command.LaunchType,
        CapacityProviderName = command.CapacityProviderOf(index),
        PlatformVersion = command.PlatformVersion,
        Group = command.Group,
        StartedBy = command.StartedBy,
        ClientToken = command.ClientToken,
        RequestHash = command.RequestHash,
        EnableExecuteCommand = command.EnableExecuteCommand,
        Tags = command.Tags,
        SubnetId = command.SubnetOf(index).SubnetId,
        SecurityGroupIds = command.SecurityGroupIds,
        AssignPublicIp = command.AssignPublicIp,
        AvailabilityZone = command.SubnetOf(index).AvailabilityZone,
        AttachmentId = ids.Uuid(),
        NodeArn = nodeArn,
        CreatedAt = now,
        Containers = Containers(command.Definition, taskId, taskArn, ids),
    };

    /// <param name="definition">The revision's, with the images that the tasks shall run.</param>
    public static TaskRecord Make(
        ServiceStartCommand command, TaskDefinitionRecord definition, TaskPlace place, ClusterRecord cluster, string taskId, string taskArn, string nodeArn, IIdSource ids, DateTimeOffset now) => new()
        {
            TaskId = taskId,
            TaskArn = taskArn,
            ClusterName = cluster.Name,
            ClusterArn = cluster.Arn,
            Definition = definition,
            Overrides = TaskOverrides.None,
            LaunchType = "FARGATE",
            CapacityProviderName = place.CapacityProvider,
            PlatformVersion = command.Revision.TaskPlatformVersion,
            Group = "service:" + command.Service,
            StartedBy = command.GroupId,
            ServiceName = command.Service,
            EnableExecuteCommand = command.EnableExecuteCommand,
            Tags = command.Tags,
            SubnetId = place.SubnetId,
            SecurityGroupIds = command.Revision.SecurityGroupIds,
            AssignPublicIp = command.Revision.AssignPublicIp,
            AvailabilityZone = place.AvailabilityZone,
            AttachmentId = ids.Uuid(),
            NodeArn = nodeArn,
            CreatedAt = now,
            Containers = Containers(command.Revision.Definition, taskId, taskArn, ids),
        };

    /// <summary>Their images are shown as the definition names them.</summary>
    private static IReadOnlyList<TaskContainer> Containers(TaskDefinitionRecord definition, string taskId, string taskArn, IIdSource ids) =>
    [
        .. definition.Containers.Select(c => new TaskContainer
        {
            Name = c.Name,
            ContainerArn = taskArn.Replace(":task/", ":container/", StringComparison.Ordinal) + "/" + ids.Uuid(),
            RuntimeId = $"{taskId}-{Digits(ids)}",
            Image = c.Image,
            Essential = c.Essential,
        }),
    ];

    /// <summary>Fargate's runtime ids end in ten digits. Seen on Fargate platform version 1.4.0.</summary>
    private static string Digits(IIdSource ids) => (ulong.Parse(ids.Hex(12), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) % 10_000_000_000).ToString("D10", System.Globalization.CultureInfo.InvariantCulture);
}
