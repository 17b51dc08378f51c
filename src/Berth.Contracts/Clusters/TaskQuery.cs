using Orleans;

namespace Berth.Contracts.Clusters;

/// <summary>Which of a cluster's tasks are meant; null for any.</summary>
/// <param name="StopDesired">Those whose desiredStatus is STOPPED, or those whose is RUNNING.</param>
/// <param name="After">Only those whose id follows it in ordinal order.</param>
[GenerateSerializer, Immutable, Alias("berth.task-query")]
public sealed record TaskQuery(
    [property: Id(0)] bool? StopDesired = null,
    [property: Id(1)] string? Family = null,
    [property: Id(2)] string? StartedBy = null,
    [property: Id(3)] string? Group = null,
    [property: Id(4)] string? LaunchType = null,
    [property: Id(5)] string? After = null,
    [property: Id(6)] int Limit = int.MaxValue);
