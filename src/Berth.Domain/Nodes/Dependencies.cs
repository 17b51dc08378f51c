using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Nodes;

/// <summary>Whether a container may start, as far as others decide it.</summary>
public abstract record DependencyState
{
    public sealed record Met : DependencyState;

    /// <param name="Until">When the wait is over at the latest; null when only an event can end it.</param>
    public sealed record Waits(DateTimeOffset? Until) : DependencyState;

    /// <summary>It can never start.</summary>
    public sealed record Impossible(string Reason) : DependencyState;
}

/// <summary>Judges dependsOn: START, COMPLETE, SUCCESS and HEALTHY. Source: ECS API, ContainerDependency and ContainerDefinition.startTimeout.</summary>
public static class Dependencies
{
    /// <summary>How long a container has, from its start, to become what others wait for, when its definition is silent. Source: ECS developer guide, ECS_CONTAINER_START_TIMEOUT.</summary>
    public static readonly TimeSpan DefaultStartTimeout = TimeSpan.FromMinutes(3);

    public static DependencyState Judge(NodeTask task, NodeTaskContainer target, DateTimeOffset now)
    {
        var states = target.DependsOn.Select(d => Judge(task.Containers.FirstOrDefault(c => c.Name == d.ContainerName), d, target.Name, now)).ToList();
        if (states.OfType<DependencyState.Impossible>().FirstOrDefault() is { } impossible) return impossible;
        var waits = states.OfType<DependencyState.Waits>().ToList();
        return waits.Count == 0 ? new DependencyState.Met() : new DependencyState.Waits(waits.Min(w => w.Until));
    }

    /// <summary>Containers stop in the reverse order: those that needed this one have all ended.</summary>
    public static bool MayStop(NodeTask task, NodeTaskContainer container) =>
        task.Containers.Where(c => c.DependsOn.Any(d => d.ContainerName == container.Name)).All(c => c.Phase >= ContainerPhase.Ended);

    private static DependencyState Judge(NodeTaskContainer? needed, ContainerDependency dependency, string target, DateTimeOffset now)
    {
        var edge = $"container ordering dependency [{dependency.ContainerName}] for target [{target}]";
        if (needed is null) return new DependencyState.Impossible($"dependency graph: {edge} does not exist.");
        if (IsMet(needed, dependency.Condition)) return new DependencyState.Met();
        if (needed.Phase >= ContainerPhase.Ended)
        {
            return new DependencyState.Impossible(dependency.Condition == DependencyCondition.Success
                ? $"dependency graph: failed to resolve {edge} as dependency did not exit successfully."
                : $"dependency graph: failed to resolve {edge} because dependency has stopped.");
        }

        // One that has not started yet waits for others itself, and START has no time.
        if (dependency.Condition == DependencyCondition.Start || needed.FirstStartedAt is not { } startedAt) return new DependencyState.Waits(null);
        var due = startedAt + needed.StartTimeout;
        return now >= due ? new DependencyState.Impossible($"dependency graph: {edge} has timed out.") : new DependencyState.Waits(due);
    }

    /// <summary>UNHEALTHY is not the end of HEALTHY: a container may recover for as long as its start timeout allows.</summary>
    private static bool IsMet(NodeTaskContainer needed, DependencyCondition condition) => condition switch
    {
        DependencyCondition.Start => needed.Started,
        DependencyCondition.Complete => needed is { Phase: >= ContainerPhase.Ended, ExitCode: not null },
        DependencyCondition.Success => needed is { Phase: >= ContainerPhase.Ended, ExitCode: 0 },
        DependencyCondition.Healthy => needed is { Phase: ContainerPhase.Running, Restarting: false, Health.Status: Tasks.HealthStatus.Healthy },
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Unknown condition."),
    };
}
