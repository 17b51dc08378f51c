namespace Berth.AgentProtocol;

/// <summary>Agent to server, every 20 s: what tasks use.</summary>
/// <param name="Timestamp">Seconds since the epoch.</param>
public sealed record PublishMetricsRequest(TcsMetadata Metadata, double Timestamp, IReadOnlyList<TcsTaskMetric> TaskMetrics) : IAgentMessage
{
    public static string Type => "PublishMetricsRequest";
}

/// <param name="Idle">No task runs.</param>
/// <param name="Fin">The last part of a message in several parts.</param>
public sealed record TcsMetadata(string Cluster, string ContainerInstance, string MessageId, bool Idle, bool Fin);

public sealed record TcsTaskMetric(string TaskArn, string ClusterArn, string TaskDefinitionFamily, string TaskDefinitionVersion, IReadOnlyList<TcsContainerMetric> ContainerMetrics);

/// <param name="CpuStatsSet">Percent of the whole host.</param>
/// <param name="MemoryStatsSet">MiB.</param>
public sealed record TcsContainerMetric(string ContainerName, string ContainerArn, TcsStatsSet? CpuStatsSet, TcsStatsSet? MemoryStatsSet);

public sealed record TcsStatsSet(double Min, double Max, int SampleCount, double Sum);

/// <summary>Agent to server: how the containers with a health check are. Every 20 s, and at once when one changes.</summary>
/// <param name="Timestamp">Seconds since the epoch.</param>
public sealed record PublishHealthRequest(TcsMetadata Metadata, double Timestamp, IReadOnlyList<TcsTaskHealth> Tasks) : IAgentMessage
{
    public static string Type => "PublishHealthRequest";
}

public sealed record TcsTaskHealth(string TaskArn, string ClusterArn, string TaskDefinitionFamily, string TaskDefinitionVersion, IReadOnlyList<TcsContainerHealth> Containers);

/// <param name="HealthStatus">HEALTHY, UNHEALTHY or UNKNOWN.</param>
/// <param name="StatusSince">Seconds since the epoch; null before the first check.</param>
public sealed record TcsContainerHealth(string ContainerName, string HealthStatus, double? StatusSince);

public sealed record AckPublishHealth(string Message) : IAgentMessage
{
    public static string Type => "AckPublishHealth";
}

public sealed record AckPublishMetric(string Message) : IAgentMessage
{
    public static string Type => "AckPublishMetric";
}
