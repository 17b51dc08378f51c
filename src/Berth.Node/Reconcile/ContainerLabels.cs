using System.Globalization;
using Berth.AgentProtocol;

namespace Berth.Node.Reconcile;

/// <summary>A container's labels: its definition's, and those that the agent adds, which win.</summary>
internal static class ContainerLabels
{
    private const string Prefix = "com.amazonaws.ecs.";

    public static IReadOnlyDictionary<string, string> Of(NativeTask task, NativeContainer container) => new SortedDictionary<string, string>(container.DockerLabels.ToDictionary(), StringComparer.Ordinal)
    {
        [Prefix + "cluster"] = task.ClusterArn,
        [Prefix + "container-name"] = container.Name,
        [Prefix + "task-arn"] = task.TaskArn,
        [Prefix + "task-definition-family"] = task.Family,
        [Prefix + "task-definition-version"] = task.Revision.ToString(CultureInfo.InvariantCulture),
    };
}
