using Berth.Aws.Status;

namespace Berth.Server.Commands;

/// <summary>Says which tasks were interrupted and what comes next.</summary>
internal static class InterruptionText
{
    public static IEnumerable<string> Write(InterruptionAnswer answer)
    {
        if (answer.Tasks.Count == 0) yield return "No task was interrupted: they ended by themselves meanwhile.";
        foreach (var task in answer.Tasks)
        {
            yield return $"Task {task.TaskArn[(task.TaskArn.LastIndexOf('/') + 1)..]} is interrupted: desiredStatus STOPPED, \"Your Spot Task was interrupted.\"";
            yield return $"  SIGTERM now, SIGKILL after {task.KillAfterSeconds} s to what still runs.{(task.ServiceName is { } service ? $" Service {service} starts another one." : " Nothing starts another one: it belongs to no service.")}";
        }
    }
}
