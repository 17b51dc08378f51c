using Berth.Domain.Access;
using Berth.Domain.Clusters;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Berth.Contracts.Clusters;

/// <summary>An ECS cluster: the single owner of its own row and of its tasks. Key: the cluster's name.</summary>
[Alias("berth.cluster")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <returns>Null when there never was such a cluster.</returns>
    [Alias("describe"), AlwaysInterleave]
    Task<ClusterSnapshot?> Describe();

    /// <summary>Makes the cluster, or makes a deleted one anew. One that is there stays as it is.</summary>
    [Alias("create")]
    Task<ClusterSnapshot> Create(ImmutableMessage<ClusterRecord> cluster);

    /// <summary>Replaces what callers may change: settings, configuration, service connect, tags.</summary>
    /// <param name="version">Of the snapshot that the change was made from.</param>
    /// <returns>Null when there is no active cluster, or it has another version by now: read it again.</returns>
    [Alias("change")]
    Task<ClusterSnapshot?> Change(ImmutableMessage<ClusterRecord> cluster, long version);

    [Alias("delete")]
    Task<ClusterDeletion> Delete();

    /// <summary>What an earlier RunTask under this client token made; null when there was none.</summary>
    [Alias("find-run"), AlwaysInterleave]
    Task<RunTaskOutcome?> FindRun(string clientToken, string requestHash);

    /// <summary>Answers once the tasks are durable; they start after that.</summary>
    [Alias("run-task")]
    Task<RunTaskOutcome> RunTask(RunTaskCommand command);

    /// <returns>Null when there is no such task.</returns>
    [Alias("stop-task")]
    Task<ImmutableMessage<TaskRecord>?> StopTask(string taskId, string reason);

    /// <summary>A service of this name is about to be made: from now on the cluster cannot be deleted.</summary>
    [Alias("admit-service")]
    Task<ServiceAdmission> AdmitService(string service, int servicesMax);

    /// <summary>A service is INACTIVE, or was not made after all.</summary>
    [Alias("drop-service")]
    Task DropService(string service);

    /// <summary>A service's tasks: those that are not STOPPED, with those that were asked for and are not on disk yet, and endings after <paramref name="accountedThrough"/>.</summary>
    /// <param name="generation">
    /// Of the service's record that the owner looks with. What an earlier owner ordered under it, and comes only after this, would not be in what is answered: it is refused from now on. 0 for who orders nothing.
    /// </param>
    [Alias("service-tasks"), AlwaysInterleave]
    Task<ServiceTaskList> ServiceTasks(string service, long accountedThrough, long generation = 0);

    /// <summary>How many of a service's tasks run and are on their way, by deployment or task set. Follows what is on disk.</summary>
    [Alias("service-counts"), AlwaysInterleave]
    Task<ServiceTaskCounts> ServiceCounts(string service);

    /// <summary>Starts tasks of a service; answers once they are durable. Orders of an older generation than one seen are refused, so that an owner that lost its row starts nothing.</summary>
    [Alias("start-service-tasks")]
    Task<ServiceStartOutcome> StartServiceTasks(ServiceStartCommand command);

    /// <summary>Stops tasks of a service; answers once that is durable. One that is ending or gone stays as it is, and so does one that is protected by now, unless the order means it too.</summary>
    /// <returns>Ids of those that it stopped.</returns>
    [Alias("stop-service-tasks")]
    Task<ImmutableMessage<IReadOnlyList<string>>> StopServiceTasks(ServiceStopCommand command);

    /// <summary>Protects tasks from scale-in until a time, or no more with null. Answers the tasks that it found and changed.</summary>
    [Alias("protect-tasks")]
    Task<TaskList> ProtectTasks(ImmutableMessage<IReadOnlyList<string>> taskIds, DateTimeOffset? until);

    /// <summary>Takes the room of Spot tasks back: each is stopped with ECS's reason.</summary>
    /// <param name="deadline">From the warning to the kill, if its stop timeout is longer.</param>
    /// <returns>Those that were running or on their way, on Spot, and are interrupted now.</returns>
    [Alias("interrupt-tasks")]
    Task<TaskList> InterruptTasks(ImmutableMessage<IReadOnlyList<string>> taskIds, TimeSpan deadline);

    /// <summary>Tasks that are still known, in order of id.</summary>
    [Alias("list"), AlwaysInterleave]
    Task<TaskList> List(TaskQuery query);

    /// <summary>Those of the tasks named that are still known.</summary>
    [Alias("find"), AlwaysInterleave]
    Task<TaskList> Find(ImmutableMessage<IReadOnlyList<string>> taskIds);

    /// <summary>Replaces a task's tags. False when there is no such task, or its tags are not <paramref name="old"/> any more: read it again.</summary>
    [Alias("tag-task")]
    Task<bool> TagTask(string taskId, ImmutableMessage<IReadOnlyDictionary<string, string>> tags, ImmutableMessage<IReadOnlyDictionary<string, string>> old);

    /// <summary>Takes a node's news of a task; answers once they are durable. News of an unknown task are ignored, late news change nothing.</summary>
    [Alias("report")]
    Task Report(TaskNewsMessage news);

    /// <summary>Keeps with a task that IAM refused a call of its keys; answers once that is durable. What is kept already writes nothing, a task that is over or unknown keeps nothing.</summary>
    [Alias("note-refusal")]
    Task NoteRefusal(string taskArn, ImmutableMessage<AccessEvidence> evidence);

    /// <summary>The same for what a call for a task's start named and what is not there.</summary>
    [Alias("note-fault")]
    Task NoteFault(string taskArn, ImmutableMessage<StartFault> fault);

    /// <summary>Does the next step of every task that has one. Wakes only; does nothing when there is nothing to do.</summary>
    [Alias("advance"), OneWay]
    Task Advance();

    /// <summary>The owner of a container instance knows none of its orders any more: they are given to it again.</summary>
    [Alias("repeat"), OneWay]
    Task Repeat(string nodeArn);
}

/// <summary>Carries a value of Berth.Domain, which knows nothing of Orleans, and says that nobody changes it.</summary>
[GenerateSerializer, Immutable, Alias("berth.immutable`1")]
public sealed record ImmutableMessage<T>([property: Id(0)] T Value);
