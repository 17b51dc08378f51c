namespace Berth.Domain.Tasks;

/// <summary>Numbers the endings of services' tasks, so that a service accounts for each of them once: it keeps the highest number that it has seen. Pure.</summary>
public static class TaskEndings
{
    /// <summary>
    /// The number is given when the task becomes one that shall not run any more. The clock is in it, so that numbers rise over restarts though nobody kept the last one; the last one is in it, so that
    /// they rise though the clock went back.
    /// </summary>
    /// <param name="last">The highest number that is known of in the cluster.</param>
    /// <returns>The same instance when the task goes on, has its number, or belongs to no service.</returns>
    public static TaskRecord Numbered(TaskRecord task, long last, DateTimeOffset now) =>
        task is { ServiceName: not null, EndSequence: 0 } && (task.StopDesired || task.LastStatus == TaskStatus.Stopped) ? task with { EndSequence = Math.Max(last + 1, now.UtcTicks) } : task;
}
