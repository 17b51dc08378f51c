using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Tasks;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>A node's news of a task. Acknowledged once they are durable.</summary>
internal sealed class SubmitTaskStateChange(IGrainFactory grains) : IOperation<SubmitTaskStateChangeRequest, SubmitTaskStateChangeResponse>
{
    public static string Action => "ecs:SubmitTaskStateChange";

    public string Resource(SubmitTaskStateChangeRequest request, Caller caller) => request.Task ?? "*";

    public async Task<SubmitTaskStateChangeResponse> Handle(SubmitTaskStateChangeRequest request, Caller caller, CancellationToken cancel)
    {
        AgentAuthority.Check(caller);
        if (request.Task is not { } arn || EcsNames.ClusterOfTask(arn) is not { } cluster || !EcsNames.IsName(cluster)) throw EcsErrors.InvalidParameter("The task's long ARN is missing.");
        var containers = (request.Containers ?? []).Select(c => new ContainerNews(c.ContainerName ?? "", Status(c.Status) ?? ContainerStatus.Pending, c.ExitCode, c.ImageDigest, c.Reason, Started: !string.IsNullOrEmpty(c.RuntimeId)));
        var networkGone = request.Attachments?.Any(a => a.Status == "DETACHED") == true;
        await grains.GetGrain<IClusterGrain>(cluster).Report(new(
            arn, new TaskNews(Status(request.Status), request.Reason, request.PullStartedAt, request.PullStoppedAt, request.ExecutionStoppedAt, [.. containers], networkGone, FailedCalls.Read(request.BerthFailedCall))));
        return new() { Acknowledgment = "ACCEPT" };
    }

    private static ContainerStatus? Status(string? text) => text switch
    {
        null or "" => null,
        "PENDING" => ContainerStatus.Pending,
        "RUNNING" => ContainerStatus.Running,
        "STOPPED" => ContainerStatus.Stopped,
        _ => throw EcsErrors.InvalidParameter("status should be one of [PENDING,RUNNING,STOPPED]"),
    };
}
