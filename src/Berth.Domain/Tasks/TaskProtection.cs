namespace Berth.Domain.Tasks;

/// <summary>What ECS takes as protection of a service's tasks from scale-in, and for which tasks. Source: ECS API, UpdateTaskProtection; ECS developer guide, API failure reasons.</summary>
public static class TaskProtection
{
    public const string Missing = "MISSING";

    /// <summary>It belongs to no service, or shall not run any more.</summary>
    public const string NotValid = "TASK_NOT_VALID";

    private const int MinutesMin = 1;
    private const int MinutesMax = 2880;
    private const int MinutesNormal = 120;

    /// <returns>Null when nothing is wrong with the minutes asked for.</returns>
    public static string? Check(int? expiresInMinutes) => expiresInMinutes is < MinutesMin or > MinutesMax ? $"expiresInMinutes must be between {MinutesMin} and {MinutesMax}." : null;

    /// <returns>Until when tasks are protected; null for no more.</returns>
    public static DateTimeOffset? Until(bool enabled, int? expiresInMinutes, DateTimeOffset now) => enabled ? now + TimeSpan.FromMinutes(expiresInMinutes ?? MinutesNormal) : null;

    /// <param name="task">Null for one that is not known.</param>
    /// <returns>Why its protection cannot be told or changed; null when it can.</returns>
    public static string? Failure(TaskRecord? task) => task is null ? Missing : task.ServiceName is null || task.LastStatus == TaskStatus.Stopped ? NotValid : null;
}
