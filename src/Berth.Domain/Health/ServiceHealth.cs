using Berth.Domain.Services;
using Berth.Domain.Tasks;

namespace Berth.Domain.Health;

/// <summary>How a task stands with its service. Ordered: of tasks that are not needed, the first go first.</summary>
public enum TaskStanding
{
    /// <summary>It is being stopped, or has ended: it counts for nothing.</summary>
    Ending,

    /// <summary>On its way to RUNNING.</summary>
    Starting,
    Unhealthy,

    /// <summary>It runs, and nothing says yet how it is.</summary>
    Settling,
    Healthy,
}

/// <summary>A task with its standing.</summary>
/// <param name="ChangesAt">When time alone changes the standing; null when only news can.</param>
public sealed record JudgedTask(ServiceTask Task, TaskStanding Standing, DateTimeOffset? ChangesAt)
{
    public bool Live => Standing != TaskStanding.Ending;

    public bool Healthy => Standing == TaskStanding.Healthy;

    public bool Unhealthy => Standing == TaskStanding.Unhealthy;

    /// <summary>Nobody knows yet what becomes of it.</summary>
    public bool OnItsWay => Standing is TaskStanding.Starting or TaskStanding.Settling;
}

/// <summary>Judges a service's tasks. Source: ECS API, DeploymentConfiguration.minimumHealthyPercent; ECS developer guide, rolling update.</summary>
public static class ServiceHealth
{
    /// <summary>Running time after which a task without a health check counts as healthy.</summary>
    public static readonly TimeSpan UncheckedGrace = TimeSpan.FromSeconds(40);

    /// <param name="graceSeconds">How long after its start an unhealthy task is left alone.</param>
    public static JudgedTask Judge(ServiceTask task, int graceSeconds, DateTimeOffset now)
    {
        if (task.Ending || task.Status > Tasks.TaskStatus.Running) return new(task, TaskStanding.Ending, null);
        if (task.Status < Tasks.TaskStatus.Running || task.StartedAt is not { } started) return new(task, TaskStanding.Starting, null);
        var counts = started + UncheckedGrace;
        var forgiven = started + TimeSpan.FromSeconds(graceSeconds);
        return task switch
        {
            { Checked: false } => now >= counts ? new(task, TaskStanding.Healthy, null) : new(task, TaskStanding.Settling, counts),
            { Health: HealthStatus.Healthy } => new(task, TaskStanding.Healthy, null),
            { Health: HealthStatus.Unhealthy } => now >= forgiven ? new(task, TaskStanding.Unhealthy, null) : new(task, TaskStanding.Settling, forgiven),
            _ => new(task, TaskStanding.Settling, null),
        };
    }

    /// <returns>When the task first counted as healthy; null when it did not until <paramref name="now"/>, or until its end.</returns>
    public static DateTimeOffset? HealthySince(ServiceTask task, DateTimeOffset now)
    {
        if (task.Checked) return task.FirstHealthyAt;
        if (task.StartedAt is not { } started) return null;
        var until = task.StoppingAt is { } stopping && stopping < now ? stopping : now;
        return started + UncheckedGrace <= until ? started + UncheckedGrace : null;
    }
}
