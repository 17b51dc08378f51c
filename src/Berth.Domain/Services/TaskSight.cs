using Berth.Domain.Tasks;

namespace Berth.Domain.Services;

/// <summary>What of a task its service can see. Pure.</summary>
public static class TaskSight
{
    /// <summary>Whether a service that saw the task before would see something else now: only then it is worth while to wake it.</summary>
    /// <param name="old">Null for a new task. Its service asked for it and knows of it.</param>
    /// <param name="task">Null for one that is gone. That was over long before.</param>
    public static bool Differs(TaskRecord? old, TaskRecord? task) =>
        task is not null && (old is null
            ? task.StopDesired
            : task.LastStatus != old.LastStatus || task.StopDesired != old.StopDesired || task.StartedAt != old.StartedAt || task.FirstHealthyAt != old.FirstHealthyAt ||
              task.ProtectedUntil != old.ProtectedUntil || (!ReferenceEquals(task.Containers, old.Containers) && !task.Containers.Select(Seen).SequenceEqual(old.Containers.Select(Seen))));

    private static (HealthStatus Health, string? ImageDigest) Seen(TaskContainer container) => (container.Essential ? container.Health : HealthStatus.Unknown, container.ImageDigest);
}
