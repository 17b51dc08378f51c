using Berth.Contracts.ContainerInstances;
using Orleans;

namespace Berth.Contracts.Clusters;

/// <summary>The part of a cluster's grain that the nodes' door speaks to. Key: the cluster's name.</summary>
[Alias("berth.task-reports")]
public interface ITaskReports : IGrainWithStringKey
{
    /// <summary>Takes a node's news of a task; answers once it is durable. News of an unknown task are ignored, late news change nothing.</summary>
    [Alias("report")]
    Task Report(TaskStateReport report);
}
