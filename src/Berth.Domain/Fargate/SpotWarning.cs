using Berth.Domain.Placement;
using Berth.Domain.Tasks;

namespace Berth.Domain.Fargate;

/// <summary>Which tasks can be interrupted, and when they are killed. Source: ECS developer guide, Fargate Spot termination notices.</summary>
public static class SpotWarning
{
    /// <summary>Fargate's own warning: two minutes.</summary>
    public const int SecondsNormal = 120;

    private const int StopTimeoutSecondsNormal = 30;

    public static bool IsValid(int seconds) => seconds is >= 0 and <= SecondsNormal;

    /// <returns>Why the task cannot be interrupted, in words for a user; null when it can.</returns>
    public static string? Refusal(TaskRecord task) =>
        task.CapacityProviderName != CapacityProviderRules.FargateSpot ? $"Task {task.TaskId} does not run on FARGATE_SPOT but on {task.CapacityProviderName ?? $"launch type {task.LaunchType}"}: AWS never takes its room back."
        : task.LastStatus == Tasks.TaskStatus.Stopped ? $"Task {task.TaskId} is over: it is STOPPED."
        : task.StopDesired ? $"Task {task.TaskId} is being stopped already."
        : null;

    /// <returns>Seconds from SIGTERM to the last SIGKILL.</returns>
    public static int KillAfterSeconds(TaskRecord task, int warningSeconds) =>
        Math.Min(warningSeconds, task.Definition.Containers.Select(c => c.StopTimeoutSeconds ?? StopTimeoutSecondsNormal).DefaultIfEmpty(StopTimeoutSecondsNormal).Max());
}
