using Berth.Domain.Fargate;
using Berth.Domain.Services;

namespace Berth.Domain.Tests.Services;

/// <summary>Letter for letter as captured.</summary>
public sealed class ServiceEventTextsTests
{
    private static readonly string[] Two = ["1f", "2f"];

    public static TheoryData<string, string> Texts => new()
    {
        { ServiceEventTexts.Started("S", Two, 0, null), "(service S) has started 2 tasks: (task 1f) (task 2f)." },
        { ServiceEventTexts.Started("S", ["1f"], 1, null), "(service S) has started 1 tasks: (task 1f). Amazon ECS replaced 1 tasks due to an unhealthy status." },
        { ServiceEventTexts.Started("S", ["1f"], 0, "eu-central-1a"), "(service S) has started 1 tasks in eu-central-1a to AZ Rebalance: (task 1f)." },
        { ServiceEventTexts.StoppedRunning("S", Two), "(service S) has stopped 2 running tasks: (task 1f) (task 2f)." },
        { ServiceEventTexts.StoppedPending("S", 2), "(service S) stopped 2 pending tasks." },
        { ServiceEventTexts.DeploymentCompleted("S", "ecs-svc/1"), "(service S) (deployment ecs-svc/1) deployment completed." },
        { ServiceEventTexts.DeploymentFailed("S", "ecs-svc/1", "tasks failed to start"), "(service S) (deployment ecs-svc/1) deployment failed: tasks failed to start." },
        { ServiceEventTexts.RollingBack("S", "ecs-svc/1"), "(service S) rolling back to deployment ecs-svc/1." },
        { ServiceEventTexts.Steady("S"), "(service S) has reached a steady state." },
        { ServiceEventTexts.FailedHealthChecks("S", "1f"), "(service S) (task 1f) failed container health checks." },
        { ServiceEventTexts.CannotStart("S"), "(service S) is unable to consistently start tasks successfully." },
        { ServiceEventTexts.Shortage("S", PoolShortage.VcpuQuota), "(service S) was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently" },
        { ServiceEventTexts.Shortage("S", PoolShortage.Capacity), "(service S) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone." },
        { ServiceEventTexts.Shortage("S", PoolShortage.LaunchRate), "(service S) operations are being throttled. Will try again later." },
        { ServiceEventTexts.ProtectedFromScaleIn("S", "ecs-svc/1", 2), "(service S) was unable to reach steady state because (taskSet ecs-svc/1) was unable to scale in due to (reason 2 tasks under protection)" },
        { ServiceEventTexts.Balanced("S", Zones(2, 2, 1)), "(service S) is AZ balanced with 2 tasks in eu-central-1a, 2 tasks in eu-central-1b, 1 tasks in eu-central-1c." },
        { ServiceEventTexts.NotBalanced("S", Zones(3, 1, 1)), "(service S) is not AZ balanced with 3 tasks in eu-central-1a, 1 tasks in eu-central-1b, 1 tasks in eu-central-1c. AZ Rebalancing in progress." },
        { ServiceEventTexts.StoppedRebalancing("S"), "(service S) stopped AZ Rebalancing." },
        { ServiceEventTexts.Scaling("ecs-svc/1"), "Scaling activity initiated by (deployment ecs-svc/1)" },
        { ServiceEventTexts.Rebalancing("ecs-svc/1"), "Availability-zone rebalancing initiated by (deployment ecs-svc/1)" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Is_said_letter_for_letter(string said, string expected) => Assert.Equal(expected, said);

    private static SortedDictionary<string, int> Zones(params int[] counts)
    {
        var zones = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < counts.Length; i++) zones["eu-central-1" + (char)('a' + i)] = counts[i];
        return zones;
    }
}
