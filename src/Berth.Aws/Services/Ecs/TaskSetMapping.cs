using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Deployments;

namespace Berth.Aws.Services.Ecs;

/// <summary>Task sets on the wire. Source: ECS API, TaskSet.</summary>
internal static class TaskSetMapping
{
    /// <param name="service">That it belongs to, with what is counted of its tasks.</param>
    public static TaskSetShape ToWire(TaskSet set, ServiceView service, bool withTags = false)
    {
        var counts = service.Of(set.Id);

        // One that is gone by now has no revision any more.
        var revision = service.Service.Revisions.FirstOrDefault(r => r.Number == set.Revision);
        return new()
        {
            Id = set.Id,
            TaskSetArn = set.Arn,
            ServiceArn = service.Service.Arn,
            ClusterArn = service.Service.ClusterArn,
            StartedBy = set.StartedBy,
            ExternalId = set.ExternalId,
            Status = StatusName(set.Status),
            TaskDefinition = revision?.Definition.Arn,
            ComputedDesiredCount = set.ComputedDesiredCount(service.Service.DesiredCount),
            PendingCount = counts.Pending,
            RunningCount = counts.Running,
            CreatedAt = set.CreatedAt,
            UpdatedAt = set.UpdatedAt,
            LaunchType = revision?.LaunchType,
            CapacityProviderStrategy = revision?.CapacityProviderStrategy is { Count: > 0 } strategy ? CapacityProviderMapping.ToWire(strategy) : null,
            PlatformVersion = revision?.TaskPlatformVersion,
            PlatformFamily = revision is null ? null : "Linux",
            NetworkConfiguration = revision is null ? null : RevisionMapping.Network(revision),
            LoadBalancers = [],
            ServiceRegistries = [],
            Scale = new() { Value = set.ScalePercent, Unit = "PERCENT" },
            StabilityStatus = set.Stable ? "STEADY_STATE" : "STABILIZING",
            StabilityStatusAt = set.StabilityStatusAt ?? set.CreatedAt,
            Tags = withTags ? EcsMapping.Tags(set.Tags) : null,
        };
    }

    /// <summary>Of an answer to a change.</summary>
    /// <exception cref="AwsException">The change was refused.</exception>
    public static TaskSetShape ToWire(TaskSetOutcome outcome, bool withTags = false) => outcome switch
    {
        TaskSetOutcome.Accepted accepted => ToWire(accepted.TaskSet, accepted.Service, withTags),
        TaskSetOutcome.Refused refused => throw EcsErrors.From(refused.Reason),
        var other => throw new InvalidOperationException($"Unknown outcome {other}."),
    };

    private static string StatusName(TaskSetStatus status) => status switch
    {
        TaskSetStatus.Primary => "PRIMARY",
        TaskSetStatus.Active => "ACTIVE",
        TaskSetStatus.Draining => "DRAINING",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}
