using Berth.Domain.Tasks;

namespace Berth.Domain.Services;

/// <summary>A task of a service, as its deciders see it. One that was asked for and is not on disk yet is here all the same: what is in flight is state.</summary>
public sealed record ServiceTask
{
    public required string TaskId { get; init; }

    /// <summary>Of its deployment or task set.</summary>
    public required string GroupId { get; init; }
    public required Tasks.TaskStatus Status { get; init; }

    /// <summary>It shall not run any more.</summary>
    public bool Ending { get; init; }

    /// <summary>A health check says how it is; without one, the time that it runs.</summary>
    public bool Checked { get; init; }

    /// <summary>Of the essential containers that have a health check, the worst.</summary>
    public HealthStatus Health { get; init; }
    public DateTimeOffset? FirstHealthyAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public required string AvailabilityZone { get; init; }
    public string? CapacityProvider { get; init; }
    public DateTimeOffset? ProtectedUntil { get; init; }
    public StopCode? StopCode { get; init; }
    public string? StoppedReason { get; init; }
    public DateTimeOffset? StoppingAt { get; init; }
    public long EndSequence { get; init; }

    /// <summary>By container name: the digests that its images were found to have.</summary>
    public IReadOnlyDictionary<string, string> ImageDigests { get; init; } = None;

    private static readonly Dictionary<string, string> None = [];

    public bool IsProtected(DateTimeOffset now) => ProtectedUntil > now;

    /// <summary>RUNNING, whatever becomes of it.</summary>
    public bool Running => Status == Tasks.TaskStatus.Running;

    /// <summary>On its way to RUNNING.</summary>
    public bool Pending => Status < Tasks.TaskStatus.Running && !Ending;

    public static ServiceTask Of(TaskRecord task)
    {
        var health = task.Containers.Where(c => c.Essential && task.Definition.Containers.First(d => d.Name == c.Name).HealthCheck is not null).Select(c => c.Health).ToList();
        return new()
        {
            TaskId = task.TaskId,
            GroupId = task.StartedBy ?? "",
            Status = task.LastStatus,
            Ending = task.StopDesired,
            Checked = health.Count > 0,
            Health = health.Contains(HealthStatus.Unhealthy) ? HealthStatus.Unhealthy : health.Count > 0 && health.TrueForAll(h => h == HealthStatus.Healthy) ? HealthStatus.Healthy : HealthStatus.Unknown,
            FirstHealthyAt = task.FirstHealthyAt,
            CreatedAt = task.CreatedAt,
            StartedAt = task.StartedAt,
            AvailabilityZone = task.AvailabilityZone,
            CapacityProvider = task.CapacityProviderName,
            ProtectedUntil = task.ProtectedUntil,
            StopCode = task.StopCode,
            StoppedReason = task.StoppedReason,
            StoppingAt = task.StoppingAt,
            EndSequence = task.EndSequence,
            ImageDigests = task.Containers.Any(c => c.ImageDigest is not null) ? task.Containers.Where(c => c.ImageDigest is not null).ToDictionary(c => c.Name, c => c.ImageDigest!, StringComparer.Ordinal) : None,
        };
    }
}
