using System.Globalization;
using Berth.Domain.Fargate;

namespace Berth.Domain.Services;

/// <summary>
/// What a service says, letter for letter. Singular is not a case of its own: <c>1 tasks</c>. Source: captures of services' events; ECS developer guide, service event messages, where no capture is known.
/// </summary>
public static class ServiceEventTexts
{
    public static string Started(string service, IReadOnlyList<string> taskIds, int replaced, string? rebalancedInto)
    {
        var where = rebalancedInto is null ? "" : $" in {rebalancedInto} to AZ Rebalance";
        var because = replaced > 0 ? $" Amazon ECS replaced {Number(replaced)} tasks due to an unhealthy status." : "";
        return $"(service {service}) has started {Number(taskIds.Count)} tasks{where}: {Listed(taskIds)}.{because}";
    }

    public static string StoppedRunning(string service, IReadOnlyList<string> taskIds) => $"(service {service}) has stopped {Number(taskIds.Count)} running tasks: {Listed(taskIds)}.";

    public static string StoppedRebalanced(string service, IReadOnlyList<string> taskIds, string zone) => $"(service {service}) has stopped {Number(taskIds.Count)} running tasks in {zone} due to AZ rebalancing: {Listed(taskIds)}.";

    public static string StoppedPending(string service, int count) => $"(service {service}) stopped {Number(count)} pending tasks.";

    public static string DeploymentCompleted(string service, string deploymentId) => $"(service {service}) (deployment {deploymentId}) deployment completed.";

    public static string DeploymentFailed(string service, string deploymentId, string why) => $"(service {service}) (deployment {deploymentId}) deployment failed: {why}.";

    public static string RollingBack(string service, string deploymentId) => $"(service {service}) rolling back to deployment {deploymentId}.";

    public static string Steady(string service) => $"(service {service}) has reached a steady state.";

    public static string FailedHealthChecks(string service, string taskId) => $"(service {service}) (task {taskId}) failed container health checks.";

    public static string CannotStart(string service) => $"(service {service}) is unable to consistently start tasks successfully.";

    public static string CannotPlace(string service, string reason) => $"(service {service}) was unable to place a task. Reason: {reason}";

    public static string Shortage(string service, PoolShortage shortage) => shortage switch
    {
        PoolShortage.Capacity => CannotPlace(service, "Capacity is unavailable at this time. Please try again later or in a different availability zone."),
        PoolShortage.VcpuQuota => CannotPlace(service, "You’ve reached the limit on the number of vCPUs you can run concurrently"),
        PoolShortage.LaunchRate => $"(service {service}) operations are being throttled. Will try again later.",
        _ => throw new ArgumentOutOfRangeException(nameof(shortage), shortage, "Unknown shortage."),
    };

    public static string NoRoomToDeploy(string service) =>
        $"(service {service}) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";

    public static string ProtectedFromScaleIn(string service, string groupId, int count) =>
        $"(service {service}) was unable to reach steady state because (taskSet {groupId}) was unable to scale in due to (reason {Number(count)} tasks under protection)";

    public static string Balanced(string service, IReadOnlyDictionary<string, int> zones) => $"(service {service}) is AZ balanced with {Zones(zones)}.";

    public static string NotBalanced(string service, IReadOnlyDictionary<string, int> zones) => $"(service {service}) is not AZ balanced with {Zones(zones)}. AZ Rebalancing in progress.";

    public static string StoppedRebalancing(string service) => $"(service {service}) stopped AZ Rebalancing.";

    /// <summary>A task's stoppedReason: scale-in, and replacement by a newer deployment.</summary>
    public static string Scaling(string deploymentId) => $"Scaling activity initiated by (deployment {deploymentId})";

    /// <summary>A task's stoppedReason.</summary>
    public static string Rebalancing(string deploymentId) => $"Availability-zone rebalancing initiated by (deployment {deploymentId})";

    /// <summary>The fullest zone first.</summary>
    private static string Zones(IReadOnlyDictionary<string, int> zones) =>
        string.Join(", ", zones.OrderByDescending(z => z.Value).ThenBy(z => z.Key, StringComparer.Ordinal).Select(z => $"{Number(z.Value)} tasks in {z.Key}"));

    private static string Listed(IReadOnlyList<string> taskIds) => string.Join(' ', taskIds.Select(id => $"(task {id})"));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
