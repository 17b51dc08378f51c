using Berth.Domain.Diagnosis;

namespace Berth.Node.Agent;

/// <summary>Carries the node's news to the control plane.</summary>
public interface IStateReporter
{
    /// <summary>Answers once the control plane has acknowledged; tries again for as long as it takes, in order per task.</summary>
    Task Report(NodeTaskReport report, CancellationToken cancel);
}

/// <summary>News of one task.</summary>
/// <param name="Status">PENDING, RUNNING or STOPPED; null when only the attachment changed.</param>
/// <param name="Reason">Why the task could not start, in ECS's words; null otherwise.</param>
/// <param name="DetachedAttachmentArn">The task's network is gone.</param>
/// <param name="FailedCall">The call that never reached its service, when the task could not start for that.</param>
public sealed record NodeTaskReport(
    string TaskArn, string? Status, string? Reason, DateTimeOffset? PullStartedAt, DateTimeOffset? PullStoppedAt, DateTimeOffset? ExecutionStoppedAt,
    IReadOnlyList<NodeContainerReport> Containers, string? DetachedAttachmentArn, FailedCall? FailedCall = null);

public sealed record NodeContainerReport(string Name, string Status, string? RuntimeId, int? ExitCode, string? ImageDigest, string? Reason);
