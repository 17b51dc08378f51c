namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at what containers wait for. Source: ECS API, ContainerDependency.</summary>
internal static class DependencyRules
{
    private static readonly string[] Conditions = [.. Enum.GetNames<DependencyCondition>().Select(n => n.ToUpperInvariant())];

    public static IEnumerable<string> Check(TaskDefinitionDraft task)
    {
        foreach (var container in task.Containers)
            foreach (var dependency in container.DependsOn)
                foreach (var fault in Faults(container, dependency, task))
                    yield return fault;

        var others = task.Containers.Where(c => c.DependsOn.All(d => d.ContainerName != c.Name)).ToList();
        if (ContainerGraph.HasCycle(others, c => c.DependsOn.Select(d => d.ContainerName))) yield return "Container dependencies should not have a cycle";
    }

    /// <returns>Null when the text is no condition.</returns>
    public static DependencyCondition? ReadCondition(string? text) =>
        Array.IndexOf(Conditions, text) is >= 0 and var index ? Enum.GetValues<DependencyCondition>()[index] : null;

    private static IEnumerable<string> Faults(ContainerDraft container, DependencyDraft dependency, TaskDefinitionDraft task)
    {
        if (ReadCondition(dependency.Condition) is not { } condition)
        {
            yield return $"condition should be one of [{string.Join(",", Conditions)}]";
            yield break;
        }

        if (dependency.ContainerName == container.Name)
        {
            yield return $"Container '{container.Name}' cannot depend on itself";
            yield break;
        }

        // The plus sign is in ECS's own text.
        if (task.Containers.FirstOrDefault(c => c.Name == dependency.ContainerName) is not { } target)
        {
            yield return $"Cannot depend on container + '{dependency.ContainerName}' because it does not exist";
            yield break;
        }

        if (condition is DependencyCondition.Success or DependencyCondition.Complete && target.Essential != false)
            yield return "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container";
        if (condition is DependencyCondition.Healthy && target.HealthCheck is null) yield return "A dependency container with HEALTHY condition must have health check configured";
    }
}
