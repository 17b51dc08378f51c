using Berth.Domain.Deployments;
using Berth.Domain.Health;
using Berth.Domain.Placement;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Simulation.World;

namespace Berth.Simulation.Runs;

/// <summary>Where every service must be once nothing goes wrong any more.</summary>
internal sealed class Arrival(ControlPlane plane, Images images)
{
    /// <summary>A start that fails is given up within the time that a run waits for.</summary>
    private const int FailuresSoon = 10;

    /// <returns>What is not there yet; null when everything is.</returns>
    public string? Missing() => plane.Up ? plane.Services.Select(Missing).FirstOrDefault(m => m is not null) : "The control plane is not back.";

    /// <summary>Tasks and generations, which change when something is done.</summary>
    public string Fingerprint(IReadOnlyCollection<string> services) => string.Join("; ", plane.Services.Where(s => services.Contains(s.Name)).Select(s =>
        $"{s.Name} g{s.Generation} {string.Join(' ', plane.Cluster.Of(s.Name).Where(t => !t.StopDesired).Select(t => t.TaskId + ":" + t.LastStatus))}"));

    /// <summary>Services that have nothing to do any more. Images that stay bad are never quiet.</summary>
    public IReadOnlyCollection<string> Quiet() => [.. plane.Services.Where(s => images.Mended || s.Revisions.All(r => images.Of(r.Definition).Good)).Select(s => s.Name)];

    private string? Missing(ServiceRecord service)
    {
        if (service.Status == ServiceStatus.Inactive) return null;
        if (service.Status == ServiceStatus.Draining) return $"{service.Name} was deleted and is still DRAINING.";
        if (plane.Cluster.Of(service.Name).FirstOrDefault(t => t is { StopDesired: true, LastStatus: < Domain.Tasks.TaskStatus.Stopped }) is { } ending && images.Mended) return $"{ending.TaskId} still ends.";
        return service.DeploymentController == DeploymentController.External ? OfTaskSets(service) : OfDeployments(service);
    }

    private string? OfDeployments(ServiceRecord service)
    {
        var primary = service.Primary!;
        if (primary.RolloutState == RolloutState.Failed) return HasCause(primary) ? null : $"{service.Name} is stalled and nobody knows why: {primary.RolloutStateReason}";
        if (IsStuck(service)) return null;
        var nature = images.Of(service.Revision(primary.Revision).Definition);
        if (!images.Mended && !nature.Good)
        {
            var ends = primary.RolloutState == RolloutState.InProgress && nature is { StartFailure: not null, Share: 1 } && service.DesiredCount > 0 && service.Settings.CircuitBreaker.Enable &&
                CircuitBreaker.Threshold(service.Settings.CircuitBreaker, service.DesiredCount) <= FailuresSoon;
            return ends ? $"{service.Name} cannot start its tasks, and its circuit breaker does not give up: {primary.FailedTasks} failures." : null;
        }

        var tasks = Live(service);
        if (!service.Steady || primary.RolloutState != RolloutState.Completed) return $"{service.Name} is not steady: {primary.Id} is {primary.RolloutState}, {tasks.Count} tasks of {service.DesiredCount}.";
        if (tasks.Count != service.DesiredCount || !tasks.All(t => t.Healthy && t.Task.GroupId == primary.Id)) return $"{service.Name} says that it is steady, and is not.";
        var zones = ZoneSpread.Counts(service.Revision(primary.Revision).Zones, [.. tasks.Select(t => t.Task)]);
        return ZoneBalance.Applies(service.Settings, service.DesiredCount) && !ZoneBalance.IsBalanced(zones) ? $"{service.Name} is not balanced: {string.Join(", ", zones)}." : null;
    }

    private string? OfTaskSets(ServiceRecord service)
    {
        if (service.TaskSets.FirstOrDefault(t => t.Status == TaskSetStatus.Draining) is { } draining) return $"{draining.Id} was deleted and is still DRAINING.";
        if (!images.Mended && !service.Revisions.All(r => images.Of(r.Definition).Good)) return null;
        return service.TaskSets.FirstOrDefault(t => !t.Stable) is { } set ? $"{set.Id} is not stable." : service.TaskSets.Count > 0 && !service.Steady ? $"{service.Name} is not steady." : null;
    }

    private List<JudgedTask> Live(ServiceRecord service) =>
        [.. plane.Cluster.Of(service.Name).Where(t => t.LastStatus != Domain.Tasks.TaskStatus.Stopped).Select(t => ServiceHealth.Judge(ServiceTask.Of(t), service.Settings.HealthCheckGracePeriodSeconds, plane.Time.Now)).Where(t => t.Live)];

    /// <summary>Floor and ceiling leave no room: ECS says so, and waits for whoever set them.</summary>
    private static bool IsStuck(ServiceRecord service) =>
        service.Settings.Ceiling(service.DesiredCount) <= service.Settings.Floor(service.DesiredCount) && service.Standing.Any(s => s.Kind == "configuration");

    private static bool HasCause(Deployment primary) => primary.RolloutStateReason is var reason &&
        (reason.Contains("circuit breaker: tasks failed to start", StringComparison.Ordinal) || reason.Contains("alarm detected", StringComparison.Ordinal) || reason.Contains("stopped on request", StringComparison.Ordinal));
}
