using Berth.Domain.Diagnosis;

namespace Berth.Domain.Tasks;

/// <summary>What a node says of a task.</summary>
/// <param name="Status">PENDING, RUNNING or STOPPED; null when only the network changed.</param>
/// <param name="Reason">Why the task could not start; null or empty otherwise.</param>
/// <param name="Containers">Those that changed.</param>
/// <param name="FailedCall">The call that never reached its service, when the task could not start for that.</param>
public sealed record TaskNews(
    ContainerStatus? Status, string? Reason, DateTimeOffset? PullStartedAt, DateTimeOffset? PullStoppedAt, DateTimeOffset? ExecutionStoppedAt,
    IReadOnlyList<ContainerNews> Containers, bool NetworkGone, FailedCall? FailedCall = null);

/// <param name="Started">The node names its process; one that runs or has an exit code was started anyway.</param>
/// <param name="Health">Null when the news is not of it.</param>
public sealed record ContainerNews(string Name, ContainerStatus Status, int? ExitCode, string? ImageDigest, string? Reason, HealthStatus? Health = null, bool Started = false);
