using Berth.Domain.Deployments;
using Berth.Domain.Health;

namespace Berth.Domain.Services;

/// <summary>What is wrong with a group of a service's tasks, as a kind and a text to say.</summary>
internal static class Trouble
{
    private const string PullFailed = "CannotPullContainerError";

    public static IEnumerable<(string Kind, string Message)> Of(ServiceSight seen, string groupId, StartThrottle throttle, IReadOnlyList<JudgedTask> live, int protectedTasks)
    {
        var service = seen.Service;
        foreach (var task in live.Where(t => t.Unhealthy)) yield return ($"unhealthy:{task.Task.TaskId}", ServiceEventTexts.FailedHealthChecks(service.Name, task.Task.TaskId));
        if (throttle.Rounds > 0 && Unresolved(seen, groupId) is { } reason) yield return ($"image:{groupId}", ServiceEventTexts.CannotPlace(service.Name, reason));
        if (throttle.Rounds >= StartThrottling.ImpairedAfter) yield return ($"impaired:{groupId}", ServiceEventTexts.CannotStart(service.Name));
        if (seen.Shortage is { } shortage && shortage.GroupId == groupId) yield return ($"shortage:{shortage.Reason}", ServiceEventTexts.Shortage(service.Name, shortage.Reason));
        if (protectedTasks > 0) yield return ($"protected:{groupId}", ServiceEventTexts.ProtectedFromScaleIn(service.Name, groupId, protectedTasks));
    }

    /// <summary>Why an image's tag could not be resolved: from the newest task that ended for it, or as it was said before.</summary>
    private static string? Unresolved(ServiceSight seen, string groupId)
    {
        var ended = seen.Ended.LastOrDefault(t => t.GroupId == groupId && t.StoppedReason?.StartsWith(PullFailed, StringComparison.Ordinal) == true);
        if (ended is not null) return ended.StoppedReason;
        return seen.Service.Standing.FirstOrDefault(s => s.Kind == $"image:{groupId}") is { } said ? said.Message[ServiceEventTexts.CannotPlace(seen.Service.Name, "").Length..] : null;
    }
}
