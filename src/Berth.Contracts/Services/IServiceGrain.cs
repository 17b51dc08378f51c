using Berth.Contracts.Clusters;
using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Orleans;
using Orleans.Concurrency;

namespace Berth.Contracts.Services;

/// <summary>A service: the single owner of its row, its events and the history of its deployments. Its tasks belong to its cluster. Key: <c>CLUSTER/NAME</c>.</summary>
[Alias("berth.service")]
public interface IServiceGrain : IGrainWithStringKey
{
    /// <returns>Null when there never was such a service, or it is forgotten.</returns>
    [Alias("describe"), AlwaysInterleave]
    Task<ServiceView?> Describe();

    /// <summary>Makes the service; answers once it is durable. Its tasks start after that.</summary>
    [Alias("create")]
    Task<ServiceOutcome> Create(ImmutableMessage<ServiceDraft> draft);

    /// <summary>Changes it; answers once the change is durable.</summary>
    [Alias("change")]
    Task<ServiceOutcome> Change(ImmutableMessage<ServiceChange> change);

    /// <param name="force">Also when it is scaled above zero, or has task sets.</param>
    [Alias("delete")]
    Task<ServiceOutcome> Delete(bool force);

    /// <summary>Ends the deployment that is in progress.</summary>
    /// <param name="serviceDeploymentId">The last part of its ARN.</param>
    /// <param name="rollback">Back to the last one that completed; else it stays where it is.</param>
    [Alias("stop-deployment")]
    Task<ServiceOutcome> StopDeployment(string serviceDeploymentId, bool rollback);

    [Alias("create-task-set")]
    Task<TaskSetOutcome> CreateTaskSet(ImmutableMessage<TaskSetDraft> draft);

    /// <param name="scalePercent">Null leaves it as it is.</param>
    [Alias("update-task-set")]
    Task<TaskSetOutcome> UpdateTaskSet(string taskSetId, double scalePercent);

    [Alias("make-primary")]
    Task<TaskSetOutcome> MakePrimary(string taskSetId);

    [Alias("delete-task-set")]
    Task<TaskSetOutcome> DeleteTaskSet(string taskSetId, bool force);

    /// <summary>Replaces the tags of the service, or of one of its task sets. False when there is no such thing, or its tags are not <paramref name="old"/> any more: read it again.</summary>
    [Alias("tag")]
    Task<bool> Tag(string? taskSetId, ImmutableMessage<IReadOnlyDictionary<string, string>> tags, ImmutableMessage<IReadOnlyDictionary<string, string>> old);

    /// <summary>Something of its tasks may have changed. Wakes only; does nothing when there is nothing to do.</summary>
    [Alias("wake"), OneWay]
    Task Wake();
}

/// <summary>A service as callers see it, with what is counted of its tasks.</summary>
/// <param name="Counts">By id of deployment or task set.</param>
[GenerateSerializer, Immutable, Alias("berth.service-view")]
public sealed record ServiceView(
    [property: Id(0)] ServiceRecord Service, [property: Id(1)] ServiceEvents Events, [property: Id(2)] IReadOnlyDictionary<string, TaskCounts> Counts, [property: Id(3)] long Version)
{
    public int Running => Counts.Values.Sum(c => c.Running);

    public int Pending => Counts.Values.Sum(c => c.Pending);

    public TaskCounts Of(string groupId) => Counts.TryGetValue(groupId, out var counts) ? counts : default;
}

[GenerateSerializer, Immutable, Alias("berth.task-counts")]
public readonly record struct TaskCounts([property: Id(0)] int Running, [property: Id(1)] int Pending);

[GenerateSerializer, Alias("berth.service-outcome")]
public abstract record ServiceOutcome
{
    [GenerateSerializer, Immutable, Alias("berth.service-outcome.accepted")]
    public sealed record Accepted([property: Id(0)] ServiceView Service) : ServiceOutcome;

    [GenerateSerializer, Immutable, Alias("berth.service-outcome.refused")]
    public sealed record Refused([property: Id(0)] ServiceRefusal Reason) : ServiceOutcome;
}

[GenerateSerializer, Alias("berth.task-set-outcome")]
public abstract record TaskSetOutcome
{
    [GenerateSerializer, Immutable, Alias("berth.task-set-outcome.accepted")]
    public sealed record Accepted([property: Id(0)] TaskSet TaskSet, [property: Id(1)] ServiceView Service) : TaskSetOutcome;

    [GenerateSerializer, Immutable, Alias("berth.task-set-outcome.refused")]
    public sealed record Refused([property: Id(0)] ServiceRefusal Reason) : TaskSetOutcome;
}
