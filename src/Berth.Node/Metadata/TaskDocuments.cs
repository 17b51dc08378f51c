using Berth.AgentProtocol;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using Berth.Domain.Tasks;
using Berth.Node.Reconcile;

namespace Berth.Node.Metadata;

/// <summary>What is not the task's own, but stands in its metadata.</summary>
/// <param name="Names">As its /etc/resolv.conf has them.</param>
/// <param name="ClockDrift">Null where it is not measured.</param>
internal sealed record EndpointSurroundings(NameSettings Names, ClockDriftDocument? ClockDrift);

/// <summary>Words a task and its containers as metadata. Pure: same task, same document.</summary>
internal static class TaskDocuments
{
    private const double UnitsPerVcpu = 1024;

    /// <summary>What a container that asked for no CPU gets.</summary>
    private const int LeastCpuShares = 2;

    public static TaskDocument Task(TaskSight task, MetadataVersion version, EndpointSurroundings surroundings)
    {
        var (order, state) = (task.Order, task.State);
        var four = version == MetadataVersion.V4;
        var fargate = order.LaunchType == "FARGATE";
        return new()
        {
            Cluster = fargate ? order.ClusterArn : order.ClusterArn[(order.ClusterArn.LastIndexOf('/') + 1)..],
            TaskArn = order.TaskArn,
            Family = order.Family,
            Revision = order.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ServiceName = four ? order.ServiceName : null,
            VpcId = four && !fargate ? order.Interface.VpcId : null,
            DesiredStatus = Desired(state),
            KnownStatus = Known(state.Containers.Min(c => c.Phase)),
            Limits = order.CpuUnits > 0 || order.MemoryMib > 0 ? new(order.CpuUnits > 0 ? order.CpuUnits / UnitsPerVcpu : null, order.MemoryMib > 0 ? order.MemoryMib : null) : null,
            PullStartedAt = state.PullStartedAt,
            PullStoppedAt = state.PullStoppedAt,
            ExecutionStoppedAt = state.Ending ? state.ExecutionStoppedAt : null,
            AvailabilityZone = order.AvailabilityZone,
            LaunchType = four ? order.LaunchType : null,
            Containers = [.. order.Containers.Where(c => Find(state, c).Phase >= ContainerPhase.Pulled).Select(c => Container(task, c, version, surroundings))],
            ClockDrift = four && fargate ? surroundings.ClockDrift : null,
            FaultInjectionEnabled = four ? false : null,
        };
    }

    public static ContainerDocument Container(TaskSight task, NativeContainer container, MetadataVersion version, EndpointSurroundings surroundings)
    {
        var order = task.Order;
        var state = Find(task.State, container);
        var four = version == MetadataVersion.V4;
        return new()
        {
            DockerId = container.RuntimeId,
            Name = container.Name,
            DockerName = container.Name,
            Image = container.Image,
            ImageId = state.ImageDigest,
            Labels = ContainerLabels.Of(order, container),
            DesiredStatus = Desired(task.State),
            KnownStatus = Known(state.Phase),
            ExitCode = state.Restarting ? null : state.ExitCode,
            Limits = new(Math.Max(container.CpuUnits, LeastCpuShares), container.MemoryMib),
            CreatedAt = state.FirstStartedAt ?? state.StartedAt,
            StartedAt = state.StartedAt,
            FinishedAt = state.Restarting ? null : state.EndedAt,
            Health = four && state.HealthCheck is not null ? Health(state.Health) : null,
            RestartCount = four && state.RestartPolicy is { Enabled: true } ? state.RestartCount : null,
            Volumes = SharedVolumes.Of(order, container) is { Count: > 0 } points ? [.. points.Select(m => new VolumeDocument(m.Volume, m.ContainerPath))] : null,
            LogDriver = four && container.Log is not null ? "awslogs" : null,
            LogOptions = four && container.Log is { } log ? LogOptions(log) : null,
            ContainerArn = four ? container.ContainerArn : null,
            Networks = [four ? Network(order.Interface, surroundings) : new NetworkDocument { Ipv4Addresses = [order.Interface.PrivateIpv4Address] }],
            Snapshotter = four && order.LaunchType == "FARGATE" ? "overlayfs" : null,
        };
    }

    /// <summary>As the agent writes it: an exit code of 0 is left out, and so is what nobody knows yet.</summary>
    private static HealthDocument Health(ContainerHealth health) =>
        new(health.Status.Name(), health.Since, health.ExitCode is 0 ? null : health.ExitCode, health.Output.Length == 0 ? null : health.Output);

    private static NetworkDocument Network(NativeInterface card, EndpointSurroundings surroundings) => new()
    {
        Ipv4Addresses = [card.PrivateIpv4Address],
        AttachmentIndex = 0,
        MacAddress = card.MacAddress,
        Ipv4SubnetCidrBlock = card.SubnetCidrBlock,
        DomainNameServers = surroundings.Names.Servers.Count > 0 ? surroundings.Names.Servers : null,
        DomainNameSearchList = surroundings.Names.Search.Count > 0 ? surroundings.Names.Search : null,
        PrivateDnsName = card.PrivateDnsName,
        SubnetGatewayIpv4Address = $"{card.GatewayAddress}/{card.PrefixLength}",
    };

    private static Dictionary<string, string> LogOptions(NativeLog log)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (log.CreateGroup) options["awslogs-create-group"] = "true";
        options["awslogs-group"] = log.Group;
        options["awslogs-region"] = log.Region;
        options["awslogs-stream"] = log.Stream;
        return options;
    }

    private static NodeTaskContainer Find(NodeTask state, NativeContainer container) => state.Containers.First(c => c.Name == container.Name);

    private static string Desired(NodeTask state) => state.Ending ? "STOPPED" : "RUNNING";

    /// <summary>In the agent's words, which has one for each of its steps. A task is as far as the last of its containers.</summary>
    private static string Known(ContainerPhase phase) => phase switch
    {
        ContainerPhase.Waiting => "NONE",
        ContainerPhase.Pulled => "PULLED",
        ContainerPhase.Running => "RUNNING",
        ContainerPhase.Ended or ContainerPhase.Removed => "STOPPED",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Unknown phase."),
    };
}

/// <summary>Version 3 has what version 4 has, without network interfaces in full, log configuration, launch type and ARNs of containers.</summary>
internal enum MetadataVersion
{
    V3,
    V4,
}
