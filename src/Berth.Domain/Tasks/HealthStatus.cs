namespace Berth.Domain.Tasks;

/// <summary>As the API names them. Source: ECS API, Container.healthStatus.</summary>
public enum HealthStatus
{
    Unknown,
    Healthy,
    Unhealthy,
}

/// <summary>A task's health, from its containers'.</summary>
public static class TaskHealth
{
    /// <summary>Only essential containers count; the worst wins, and one that nobody checks is unknown. Source: ECS API, Task.healthStatus.</summary>
    public static HealthStatus Of(IReadOnlyList<TaskContainer> containers)
    {
        var essential = containers.Where(c => c.Essential).ToList();
        if (essential.Exists(c => c.Health == HealthStatus.Unhealthy)) return HealthStatus.Unhealthy;
        return essential.TrueForAll(c => c.Health == HealthStatus.Healthy) ? HealthStatus.Healthy : HealthStatus.Unknown;
    }
}
