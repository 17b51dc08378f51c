using Berth.Domain.Deployments;
using Berth.Domain.Placement;

namespace Berth.Domain.Services;

/// <summary>A service, as stored. Row kind <c>service</c>, id <c>CLUSTER/NAME</c>. Its owner is its own grain. How many tasks run is not kept here: it is counted from the tasks.</summary>
public sealed record ServiceRecord
{
    public required string Name { get; init; }
    public required string Arn { get; init; }
    public required string ClusterName { get; init; }
    public required string ClusterArn { get; init; }
    public ServiceStatus Status { get; init; }
    public DeploymentController DeploymentController { get; init; }

    /// <summary>Tasks that shall run. At most the quota of tasks per service.</summary>
    public int DesiredCount { get; init; }
    public required ServiceSettings Settings { get; init; }

    /// <summary>Newest first, the PRIMARY one among them; those without tasks that are over are gone. Empty for the EXTERNAL controller, and once the service is INACTIVE.</summary>
    public IReadOnlyList<Deployment> Deployments { get; init; } = [];

    /// <summary>Of the EXTERNAL controller, oldest first; its revision says what each runs.</summary>
    public IReadOnlyList<TaskSet> TaskSets { get; init; } = [];

    /// <summary>Those of all deployments and task sets, and of <see cref="LastCompleted"/>.</summary>
    public IReadOnlyList<ServiceRevision> Revisions { get; init; } = [];

    /// <summary>The newest deployment that was COMPLETED: what a failed one rolls back to. Null when there is none, or while it is the target of a rollback itself.</summary>
    public CompletedDeployment? LastCompleted { get; init; }

    /// <summary>The newest service deployment; older ones are over and have rows of their own. Null for the EXTERNAL controller.</summary>
    public ServiceDeploymentRecord? ServiceDeployment { get; init; }

    /// <summary>Endings of tasks up to this number are accounted for; see <see cref="Tasks.TaskRecord.EndSequence"/>.</summary>
    public long AccountedThrough { get; init; }

    /// <summary>desired, running and nothing else to do: said once, until it is not so any more.</summary>
    public bool Steady { get; init; }

    /// <summary>When the service last said that it is steady.</summary>
    public DateTimeOffset? SteadySaidAt { get; init; }

    /// <summary>Tasks are being moved between zones.</summary>
    public bool Rebalancing { get; init; }

    /// <summary>What is wrong and was said, by kind; forgotten when it is wrong no more.</summary>
    public IReadOnlyList<StandingEvent> Standing { get; init; } = [];
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Of the CreateService request: the same one again gives the service, another conflicts.</summary>
    public string RequestHash { get; init; } = "";

    /// <summary>ARN of the principal that made it.</summary>
    public string? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it became INACTIVE.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Rises with each change of the record.</summary>
    public long Generation { get; init; } = 1;

    public Deployment? Primary => Deployments.FirstOrDefault(d => d.Primary);

    /// <returns>The deployment's or task set's revision.</returns>
    public ServiceRevision? RevisionOf(string groupId) =>
        Deployments.FirstOrDefault(d => d.Id == groupId)?.Revision is { } deployed ? Revision(deployed) : TaskSets.FirstOrDefault(t => t.Id == groupId)?.Revision is { } set ? Revision(set) : null;

    public ServiceRevision Revision(string number) => Revisions.First(r => r.Number == number);
}

/// <summary>Source: ECS API, Service.status.</summary>
public enum ServiceStatus
{
    Active,
    Draining,
    Inactive,
}

/// <summary>Source: ECS API, DeploymentController.type. CODE_DEPLOY comes with load balancers.</summary>
public enum DeploymentController
{
    Ecs,
    External,
}

/// <summary>An event that tells of something wrong, once it was said.</summary>
/// <param name="Kind">What is wrong; two texts of one kind are one event.</param>
public sealed record StandingEvent(string Kind, string Message, DateTimeOffset SaidAt);

/// <summary>An entry of a service's events. Source: ECS API, ServiceEvent.</summary>
public sealed record ServiceEvent(string Id, DateTimeOffset CreatedAt, string Message);

/// <summary>A service's events, newest first. Row kind <c>service-events</c>, same id as the service's.</summary>
public sealed record ServiceEvents(IReadOnlyList<ServiceEvent> Events)
{
    /// <summary>Source: ECS API, Service.events.</summary>
    public const int Max = 100;

    public static readonly ServiceEvents None = new([]);

    /// <param name="events">Oldest first.</param>
    public ServiceEvents With(IEnumerable<ServiceEvent> events) => new([.. events.Reverse().Concat(Events).Take(Max)]);
}
