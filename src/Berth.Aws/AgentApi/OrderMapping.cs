using Berth.AgentProtocol;
using Berth.Contracts.ContainerInstances;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.AgentApi;

/// <summary>An order as the node gets it. The keys of the roles are added here, at the last moment, so that no secret is ever stored by the control plane.</summary>
internal static class OrderMapping
{
    private const int DefaultStopTimeoutSeconds = 30;

    public static NativeTask ToNative(TaskOrder order, NativeCredentials? execution, NativeCredentials? task)
    {
        var taskId = order.TaskArn[(order.TaskArn.LastIndexOf('/') + 1)..];
        return new()
        {
            Generation = order.Generation,
            TaskArn = order.TaskArn,
            ClusterArn = order.ClusterArn,
            Family = order.Definition.Family,
            Revision = order.Definition.Revision,
            DesiredStatus = order.DesiredStatus,
            LaunchType = order.LaunchType,
            AvailabilityZone = order.Subnet.AvailabilityZone,
            CpuUnits = order.Definition.CpuUnits ?? 0,
            MemoryMib = order.Definition.MemoryMib ?? 0,
            Interface = Interface(order),
            ExecutionCredentials = execution,
            TaskCredentials = task,
            Containers = [.. order.Definition.Containers.Select(c => Container(c, order.ContainerIds[c.Name], taskId))],
        };
    }

    private static NativeInterface Interface(TaskOrder order)
    {
        var card = order.Interface;
        var subnet = Cidr.Parse(order.Subnet.CidrBlock);
        return new(
            card.InterfaceId, card.AttachmentId, card.MacAddress, order.Vpc.VpcId, order.Vpc.CidrBlock, order.Subnet.SubnetId, order.Subnet.CidrBlock, card.PrivateIpv4Address, subnet.PrefixLength,
            SubnetAddresses.Gateway(subnet), card.PublicIpv4Address, SubnetAddresses.PrivateDnsName(card.PrivateIpv4Address, order.Subnet.AvailabilityZone[..^1]), card.SecurityGroupIds);
    }

    private static NativeContainer Container(ContainerDefinition container, ContainerIds ids, string taskId) => new()
    {
        ContainerArn = ids.ContainerArn,
        RuntimeId = ids.RuntimeId,
        Name = container.Name,
        Image = container.Image,
        Command = container.Command,
        EntryPoint = container.EntryPoint,
        Environment = Variables(container.Environment),
        Essential = container.Essential,
        WorkingDirectory = container.WorkingDirectory,
        User = container.User,
        CpuUnits = container.CpuUnits,
        MemoryMib = container.MemoryMib,
        MemoryReservationMib = container.MemoryReservationMib,
        StopTimeoutSeconds = container.StopTimeoutSeconds ?? DefaultStopTimeoutSeconds,
        Ports = [.. container.PortMappings.Select(p => new NativePort(p.ContainerPort, p.HostPort, p.Protocol))],
        Log = container.LogConfiguration is { } log ? Log(log, container.Name, taskId) : null,
    };

    /// <summary>The last of equal names wins, as in docker.</summary>
    private static Dictionary<string, string> Variables(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs) variables[name] = value;
        return variables;
    }

    /// <summary>The stream is PREFIX/CONTAINER/TASKID. Source: ECS developer guide, awslogs-stream-prefix.</summary>
    private static NativeLog Log(LogConfiguration log, string container, string taskId) => new(
        log.Options["awslogs-group"], log.Options["awslogs-region"], $"{log.Options.GetValueOrDefault("awslogs-stream-prefix", "ecs")}/{container}/{taskId}",
        log.Options.GetValueOrDefault("awslogs-create-group") == "true");
}
