using System.Globalization;
using System.Text.Json;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Clusters;
using Berth.Domain.Network;
using Berth.Domain.Tasks;

namespace Berth.Aws.Services.Ecs;

/// <summary>Clusters and tasks between their records and the wire.</summary>
internal static class EcsMapping
{
    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) =>
        (tags ?? []).ToDictionary(t => t.Key ?? "", t => t.Value ?? "", StringComparer.Ordinal);

    public static IReadOnlyList<TagShape> Tags(IReadOnlyDictionary<string, string> tags) =>
        [.. tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new TagShape { Key = t.Key, Value = t.Value })];

    public static string? ConfigurationJson(ClusterConfigurationShape? shape) => shape is null ? null : JsonSerializer.Serialize(shape);

    /// <param name="include">SETTINGS, STATISTICS, TAGS, CONFIGURATIONS…: members shown only when asked for.</param>
    public static ClusterShape ToWire(ClusterSnapshot snapshot, IReadOnlyList<string>? include)
    {
        bool Shows(string part) => include is null || include.Contains(part, StringComparer.Ordinal);
        var cluster = snapshot.Cluster;
        return new()
        {
            ClusterArn = cluster.Arn,
            ClusterName = cluster.Name,
            Status = cluster.Active ? "ACTIVE" : "INACTIVE",
            RegisteredContainerInstancesCount = 0,
            RunningTasksCount = snapshot.RunningTasks,
            PendingTasksCount = snapshot.PendingTasks,
            ActiveServicesCount = snapshot.Services,
            Statistics = include is not null && Shows("STATISTICS") ? Statistics(snapshot) : [],
            Tags = Shows("TAGS") ? Tags(cluster.Tags) : [],
            Settings = Shows("SETTINGS") ? [.. cluster.Settings.Select(s => new ClusterSettingShape { Name = s.Key, Value = s.Value })] : [],
            Configuration = Shows("CONFIGURATIONS") && cluster.ConfigurationJson is { } json ? JsonSerializer.Deserialize<ClusterConfigurationShape>(json) : null,
            CapacityProviders = cluster.CapacityProviders,
            DefaultCapacityProviderStrategy = CapacityProviderMapping.ToWire(cluster.DefaultCapacityProviderStrategy),
            ServiceConnectDefaults = cluster.ServiceConnectNamespace is { } name ? new() { Namespace = name } : null,
        };
    }

    public static TaskShape ToWire(TaskRecord task, bool withTags) => new()
    {
        TaskArn = task.TaskArn,
        ClusterArn = task.ClusterArn,
        TaskDefinitionArn = task.Definition.Arn,
        Attachments = [Attachment(task)],
        Attributes = [new() { Name = "ecs.cpu-architecture", Value = "x86_64" }],
        AvailabilityZone = task.AvailabilityZone,
        Connectivity = task.ConnectivityAt is null ? null : "CONNECTED",
        ConnectivityAt = task.ConnectivityAt,
        Containers = [.. task.Containers.Select(c => Container(task, c))],
        Cpu = task.Definition.CpuUnits?.ToString(CultureInfo.InvariantCulture),
        Memory = task.Definition.MemoryMib?.ToString(CultureInfo.InvariantCulture),
        CreatedAt = task.CreatedAt,
        DesiredStatus = task.StopDesired ? "STOPPED" : "RUNNING",
        EnableExecuteCommand = task.EnableExecuteCommand,
        ExecutionStoppedAt = task.ExecutionStoppedAt,
        Group = task.Group,
        HealthStatus = TaskHealth.Of(task.Containers).Name(),
        LastStatus = task.LastStatus.Name(),
        CapacityProviderName = task.CapacityProviderName,
        LaunchType = task.LaunchType,
        Overrides = Overrides(task),
        PlatformVersion = task.PlatformVersion,
        PlatformFamily = "Linux",
        PullStartedAt = task.PullStartedAt,
        PullStoppedAt = task.PullStoppedAt,
        StartedAt = task.StartedAt,
        StartedBy = task.StartedBy,
        StopCode = task.StopCode?.ToString(),
        StoppedAt = task.StoppedAt,
        StoppedReason = task.StoppedReason,
        StoppingAt = task.StoppingAt,
        Tags = withTags ? Tags(task.Tags) : [],
        Version = task.Version,
        EphemeralStorage = new() { SizeInGiB = 20 },
        FargateEphemeralStorage = new() { SizeInGiB = 20 },
    };

    private static AttachmentShape Attachment(TaskRecord task)
    {
        var details = new List<KeyValuePairShape> { new() { Name = "subnetId", Value = task.SubnetId } };
        if (task.LastInterface is { } card)
        {
            details.Add(new() { Name = "networkInterfaceId", Value = card.InterfaceId });
            details.Add(new() { Name = "macAddress", Value = card.MacAddress });
            details.Add(new() { Name = "privateDnsName", Value = SubnetAddresses.PrivateDnsName(card.PrivateIpv4Address, task.AvailabilityZone[..^1]) });
            details.Add(new() { Name = "privateIPv4Address", Value = card.PrivateIpv4Address });
        }

        return new() { Id = task.AttachmentId, Type = "ElasticNetworkInterface", Status = AttachmentStatus(task), Details = details };
    }

    private static string AttachmentStatus(TaskRecord task) => task switch
    {
        { LastStatus: Domain.Tasks.TaskStatus.Stopped } or { LastInterface: not null, NetworkGone: true } => "DELETED",
        { LastInterface: null } => "PRECREATED",
        { OrderGeneration: 0 } => "CREATED",
        { StartedAt: null, EndedOnNode: false } => "ATTACHING",
        { EndedOnNode: true } => "DETACHING",
        _ => "ATTACHED",
    };

    private static ContainerShape Container(TaskRecord task, TaskContainer container)
    {
        var definition = task.Definition.Containers.First(c => c.Name == container.Name);
        return new()
        {
            ContainerArn = container.ContainerArn,
            TaskArn = task.TaskArn,
            Name = container.Name,
            Image = container.Image,
            ImageDigest = container.ImageDigest,
            RuntimeId = container.LastStatus == ContainerStatus.Pending ? null : container.RuntimeId,
            LastStatus = container.LastStatus.Name(),
            ExitCode = container.ExitCode,
            Reason = container.Reason,
            NetworkBindings = [],
            NetworkInterfaces = task.LastInterface is { } card ? [new() { AttachmentId = task.AttachmentId, PrivateIpv4Address = card.PrivateIpv4Address }] : [],
            HealthStatus = container.Health.Name(),
            Cpu = definition.CpuUnits.ToString(CultureInfo.InvariantCulture),
            Memory = definition.MemoryMib?.ToString(CultureInfo.InvariantCulture),
            MemoryReservation = definition.MemoryReservationMib?.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static TaskOverrideShape Overrides(TaskRecord task) => new()
    {
        Cpu = task.Overrides.Cpu,
        Memory = task.Overrides.Memory,
        TaskRoleArn = task.Overrides.TaskRoleArn,
        ExecutionRoleArn = task.Overrides.ExecutionRoleArn,
        InferenceAcceleratorOverrides = [],
        ContainerOverrides = [.. task.Containers.Select(c => Override(c.Name, task.Overrides.Containers.FirstOrDefault(o => o.Name == c.Name)))],
    };

    /// <summary>ECS lists every container, those without an override by name alone.</summary>
    private static ContainerOverrideShape Override(string name, ContainerOverride? change) => new()
    {
        Name = name,
        Command = change?.Command,
        Environment = change?.Environment is { } variables ? [.. variables.Select(e => new KeyValuePairShape { Name = e.Key, Value = e.Value })] : null,
        Cpu = change?.CpuUnits,
        Memory = change?.MemoryMib,
        MemoryReservation = change?.MemoryReservationMib,
    };

    private static IReadOnlyList<KeyValuePairShape> Statistics(ClusterSnapshot snapshot) =>
    [
        Count("runningEC2TasksCount", 0), Count("runningFargateTasksCount", snapshot.RunningTasks), Count("pendingEC2TasksCount", 0), Count("pendingFargateTasksCount", snapshot.PendingTasks),
        Count("runningExternalTasksCount", 0), Count("pendingExternalTasksCount", 0), Count("activeEC2ServiceCount", 0), Count("activeFargateServiceCount", snapshot.Services),
        Count("drainingEC2ServiceCount", 0), Count("drainingFargateServiceCount", 0), Count("activeExternalServiceCount", 0), Count("drainingExternalServiceCount", 0),
    ];

    private static KeyValuePairShape Count(string name, int value) => new() { Name = name, Value = value.ToString(CultureInfo.InvariantCulture) };
}
