using Berth.Domain.Fargate;
using Berth.Domain.Services;
using Orleans;

namespace Berth.Contracts.Clusters;

[GenerateSerializer, Alias("berth.service-admission")]
public enum ServiceAdmission
{
    Admitted,
    NoCluster,
    TooManyServices,
}

/// <param name="Tasks">See <see cref="ServiceSnapshot"/>.</param>
/// <param name="Ended">See <see cref="ServiceSnapshot"/>. On disk, every one.</param>
[GenerateSerializer, Immutable, Alias("berth.service-task-list")]
public sealed record ServiceTaskList([property: Id(0)] IReadOnlyList<ServiceTask> Tasks, [property: Id(1)] IReadOnlyList<ServiceTask> Ended);

/// <param name="Unfinished">Tasks that are not STOPPED yet, those that are being stopped among them.</param>
[GenerateSerializer, Immutable, Alias("berth.service-task-counts")]
public sealed record ServiceTaskCounts([property: Id(0)] IReadOnlyDictionary<string, Services.TaskCounts> Groups, [property: Id(1)] int Unfinished);

/// <summary>Tasks of one revision that shall be started.</summary>
/// <param name="Generation">Of the service's record that the order was made from.</param>
/// <param name="Revision">With the digests that are known.</param>
/// <param name="Tags">Of each task, those that are propagated and managed among them.</param>
[GenerateSerializer, Immutable, Alias("berth.service-start-command")]
public sealed record ServiceStartCommand(
    [property: Id(0)] string Service,
    [property: Id(1)] long Generation,
    [property: Id(2)] string GroupId,
    [property: Id(3)] ServiceRevision Revision,
    [property: Id(4)] IReadOnlyList<TaskPlace> Places,
    [property: Id(5)] bool EnableExecuteCommand,
    [property: Id(6)] IReadOnlyDictionary<string, string> Tags);

/// <param name="TaskIds">Of those that were started, as many as found room.</param>
/// <param name="Shortage">Why there are fewer than places; null when there are not.</param>
/// <param name="Stale">A newer owner gave orders: nothing was started.</param>
[GenerateSerializer, Immutable, Alias("berth.service-start-outcome")]
public sealed record ServiceStartOutcome([property: Id(0)] IReadOnlyList<string> TaskIds, [property: Id(1)] PoolShortage? Shortage, [property: Id(2)] bool Stale = false);

[GenerateSerializer, Immutable, Alias("berth.service-stop-command")]
public sealed record ServiceStopCommand([property: Id(0)] string Service, [property: Id(1)] long Generation, [property: Id(2)] IReadOnlyList<TaskStop> Stops);
