using Berth.AgentProtocol;
using Berth.Contracts.ContainerInstances;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.AgentApi;

/// <summary>An order as the node gets it. The keys of the roles are added here, at the last moment, so that the control plane never stores a role's keys.</summary>
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
            Volumes = [.. order.Definition.Volumes.Select(v => v.Name)],
            ServiceName = order.ServiceName,
            StopTimeoutSecondsMax = order.StopTimeoutMax is { } max ? (int)Math.Ceiling(max.TotalSeconds) : null,
        };
    }

    private static NativeInterface Interface(TaskOrder order)
    {
        var card = order.Interface;
        var subnet = Cidr.Parse(order.Subnet.CidrBlock);
        return new(
            card.InterfaceId, card.AttachmentId, card.MacAddress, order.Vpc.VpcId, order.Vpc.CidrBlock, order.Subnet.SubnetId, order.Subnet.CidrBlock, card.PrivateIpv4Address, subnet.PrefixLength,
            SubnetAddresses.Gateway(subnet), card.PublicIpv4Address, SubnetAddresses.PrivateDnsName(card.PrivateIpv4Address, order.Subnet.AvailabilityZone[..^1]), card.SecurityGroupIds)
        {
            NetworkGeneration = order.NetworkGeneration,
        };
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
        EnvironmentFiles = [.. container.EnvironmentFiles.Select(f => f.Value)],
        Secrets = [.. container.Secrets.Select(s => new NativeSecret(s.Name, s.ValueFrom))],
        CredentialsParameter = container.CredentialsParameter,
        Essential = container.Essential,
        WorkingDirectory = container.WorkingDirectory,
        User = container.User,
        CpuUnits = container.CpuUnits,
        MemoryMib = container.MemoryMib,
        MemoryReservationMib = container.MemoryReservationMib,
        StopTimeoutSeconds = container.StopTimeoutSeconds ?? DefaultStopTimeoutSeconds,
        Ports = [.. container.PortMappings.Select(p => new NativePort(p.ContainerPort, p.HostPort, p.Protocol))],
        Log = container.LogConfiguration is { } log ? Log(log, container.Name, taskId) : null,
        DependsOn = [.. container.DependsOn.Select(d => new NativeDependency(d.ContainerName, d.Condition.ToString().ToUpperInvariant()))],
        StartTimeoutSeconds = container.StartTimeoutSeconds,
        HealthCheck = container.HealthCheck is { } check ? new(check.Command, check.IntervalSeconds, check.TimeoutSeconds, check.Retries, check.StartPeriodSeconds ?? 0) : null,
        RestartPolicy = container.RestartPolicy is { Enabled: true } policy ? new(policy.IgnoredExitCodes, policy.AttemptPeriodSeconds) : null,
        Ulimits = [.. container.Ulimits.Select(u => new NativeUlimit(u.Name, u.SoftLimit, u.HardLimit))],
        ReadonlyRootFilesystem = container.ReadonlyRootFilesystem ?? false,
        InitProcessEnabled = container.LinuxParameters?.InitProcessEnabled ?? false,
        CapabilitiesAdded = container.LinuxParameters?.CapabilitiesAdded ?? [],
        CapabilitiesDropped = container.LinuxParameters?.CapabilitiesDropped ?? [],
        Tmpfs = [.. (container.LinuxParameters?.Tmpfs ?? []).Select(t => new NativeTmpfs(t.ContainerPath, t.SizeMib, t.MountOptions))],
        SharedMemorySizeMib = container.LinuxParameters?.SharedMemorySizeMib,
        MountPoints = [.. container.MountPoints.Select(m => new NativeMountPoint(m.SourceVolume, m.ContainerPath, m.ReadOnly ?? false))],
        VolumesFrom = [.. container.VolumesFrom.Select(v => new NativeVolumesFrom(v.SourceContainer, v.ReadOnly ?? false))],
        SystemControls = container.SystemControls.DistinctBy(s => s.Namespace).ToDictionary(s => s.Namespace, s => s.Value, StringComparer.Ordinal),
        DockerLabels = container.DockerLabels,
        ExtraHosts = [.. container.ExtraHosts.Select(h => new NativeHostEntry(h.Hostname, h.IpAddress))],
        Hostname = container.Hostname,
        PseudoTerminal = container.PseudoTerminal ?? false,
        Interactive = container.Interactive ?? false,
    };

    /// <summary>The last of equal names wins, as in docker.</summary>
    private static Dictionary<string, string> Variables(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs) variables[name] = value;
        return variables;
    }

    /// <summary>The stream is PREFIX/CONTAINER/TASKID. Source: ECS developer guide, awslogs-stream-prefix.</summary>
    private static NativeLog Log(LogConfiguration log, string container, string taskId)
    {
        var options = AwslogsOptions.Read(log.Options);
        return new(options.Group, options.Region, $"{options.StreamPrefix ?? "ecs"}/{container}/{taskId}", options.CreateGroup)
        {
            SecretOptions = [.. log.SecretOptions.Select(s => new NativeSecret(s.Name, s.ValueFrom))],
            Mode = options.Mode,
            MaxBufferSizeBytes = options.MaxBufferSizeBytes,
            MultilinePattern = options.MultilinePattern,
            DatetimeFormat = options.DatetimeFormat,
        };
    }
}
