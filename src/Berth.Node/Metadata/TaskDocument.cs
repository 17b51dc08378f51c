using System.Text.Json.Serialization;

namespace Berth.Node.Metadata;

/// <summary>A task's metadata; what is null is left out. Source: ECS developer guide, task metadata version 4 and 3 responses, with their names.</summary>
internal sealed record TaskDocument
{
    /// <summary>An ARN on Fargate, a name elsewhere.</summary>
    public required string Cluster { get; init; }

    [JsonPropertyName("TaskARN")]
    public required string TaskArn { get; init; }
    public required string Family { get; init; }
    public required string Revision { get; init; }
    public string? ServiceName { get; init; }

    [JsonPropertyName("VPCID")]
    public string? VpcId { get; init; }
    public required string DesiredStatus { get; init; }
    public required string KnownStatus { get; init; }

    /// <summary>vCPU and MiB.</summary>
    public LimitsDocument? Limits { get; init; }
    public DateTimeOffset? PullStartedAt { get; init; }
    public DateTimeOffset? PullStoppedAt { get; init; }
    public DateTimeOffset? ExecutionStoppedAt { get; init; }
    public required string AvailabilityZone { get; init; }
    public string? LaunchType { get; init; }
    public required IReadOnlyList<ContainerDocument> Containers { get; init; }
    public ClockDriftDocument? ClockDrift { get; init; }
    public bool? FaultInjectionEnabled { get; init; }
    public IReadOnlyDictionary<string, string>? TaskTags { get; init; }

    /// <summary>What could not be found out for this answer.</summary>
    public IReadOnlyList<ErrorDocument>? Errors { get; init; }
}

internal sealed record ContainerDocument
{
    public required string DockerId { get; init; }
    public required string Name { get; init; }
    public required string DockerName { get; init; }
    public required string Image { get; init; }

    [JsonPropertyName("ImageID")]
    public string? ImageId { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public required string DesiredStatus { get; init; }
    public required string KnownStatus { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>CPU units and MiB, other than the task's.</summary>
    public required LimitsDocument Limits { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string Type { get; init; } = "NORMAL";
    public HealthDocument? Health { get; init; }

    /// <summary>Of its restart policy; null without one.</summary>
    public int? RestartCount { get; init; }
    public IReadOnlyList<VolumeDocument>? Volumes { get; init; }
    public string? LogDriver { get; init; }
    public IReadOnlyDictionary<string, string>? LogOptions { get; init; }

    [JsonPropertyName("ContainerARN")]
    public string? ContainerArn { get; init; }
    public required IReadOnlyList<NetworkDocument> Networks { get; init; }
    public string? Snapshotter { get; init; }
}

internal sealed record LimitsDocument([property: JsonPropertyName("CPU")] double? Cpu, int? Memory);

/// <param name="Output">Of the last check.</param>
internal sealed record HealthDocument(
    [property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("statusSince")] DateTimeOffset? StatusSince,
    [property: JsonPropertyName("exitCode")] int? ExitCode, [property: JsonPropertyName("output")] string? Output);

/// <param name="DockerName">The volume's name.</param>
/// <param name="Destination">Where it is inside.</param>
internal sealed record VolumeDocument(string DockerName, string Destination);

internal sealed record NetworkDocument
{
    public string NetworkMode { get; init; } = "awsvpc";

    [JsonPropertyName("IPv4Addresses")]
    public required IReadOnlyList<string> Ipv4Addresses { get; init; }
    public int? AttachmentIndex { get; init; }

    [JsonPropertyName("MACAddress")]
    public string? MacAddress { get; init; }

    [JsonPropertyName("IPv4SubnetCIDRBlock")]
    public string? Ipv4SubnetCidrBlock { get; init; }
    public IReadOnlyList<string>? DomainNameServers { get; init; }
    public IReadOnlyList<string>? DomainNameSearchList { get; init; }

    [JsonPropertyName("PrivateDNSName")]
    public string? PrivateDnsName { get; init; }

    /// <summary>With the subnet's prefix length: 172.31.32.1/20.</summary>
    public string? SubnetGatewayIpv4Address { get; init; }
}

/// <param name="ClockErrorBound">Milliseconds.</param>
/// <param name="ReferenceTimestamp">When that was measured, to the second.</param>
/// <param name="ClockSynchronizationStatus">SYNCHRONIZED or NOT_SYNCHRONIZED.</param>
internal sealed record ClockDriftDocument(double ClockErrorBound, DateTimeOffset ReferenceTimestamp, string ClockSynchronizationStatus);

internal sealed record ErrorDocument(
    string ErrorField, string ErrorCode, string ErrorMessage, int StatusCode, string RequestId, [property: JsonPropertyName("ResourceARN")] string ResourceArn);
