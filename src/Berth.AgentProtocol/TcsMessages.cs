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

public sealed record AckPublishMetric(string Message) : IAgentMessage
{
    public static string Type => "AckPublishMetric";
}
