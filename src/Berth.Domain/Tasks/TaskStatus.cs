namespace Berth.Domain.Tasks;

/// <summary>A task's lastStatus. Ordered: a task only ever rises. Source: ECS developer guide, task lifecycle.</summary>
public enum TaskStatus
{
    Provisioning,
    Pending,
    Activating,
    Running,
    Deactivating,
    Stopping,
    Deprovisioning,
    Stopped,
}

/// <summary>A container's lastStatus.</summary>
public enum ContainerStatus
{
    Pending,
    Running,
    Stopped,
}

/// <summary>Why a task stopped, as the API names it.</summary>
public enum StopCode
{
    TaskFailedToStart,
    EssentialContainerExited,
    UserInitiated,

    /// <summary>What ran it is gone: its machine was restarted.</summary>
    TerminationNotice,

    /// <summary>Its service has no use for it any more, or found it unhealthy.</summary>
    ServiceSchedulerInitiated,

    /// <summary>Fargate took the room of a Spot task back.</summary>
    SpotInterruption,
}

/// <summary>States as the API spells them: PROVISIONING, RUNNING…</summary>
public static class StatusNames
{
    public static string Name(this TaskStatus status) => status.ToString().ToUpperInvariant();

    public static string Name(this HealthStatus status) => status.ToString().ToUpperInvariant();

    public static string Name(this ContainerStatus status) => status.ToString().ToUpperInvariant();
}
