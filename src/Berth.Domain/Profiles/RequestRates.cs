using Berth.Domain.Kernel;

namespace Berth.Domain.Profiles;

/// <summary>
/// How fast the ECS API and Fargate let an account go: a token bucket for each kind of request, with a burst and a sustained rate. Off until a quota of it is set, so that only who rehearses
/// throttling meets it. Sources: ECS API, request throttling; service quotas of Fargate (launch rate).
/// </summary>
public static class RequestRates
{
    public const string FargateLaunch = "fargate-launch";

    private static readonly IReadOnlyList<RequestRate> All =
    [
        new("cluster-modify", "cluster modify", 1, 20, 1, ["CreateCluster", "DeleteCluster", "UpdateCluster", "UpdateClusterSettings", "PutClusterCapacityProviders"]),
        new("cluster-read", "cluster read", 2, 50, 20, ["DescribeClusters", "ListClusters", "DescribeCapacityProviders"]),
        new("cluster-resource-modify", "cluster resource modify", 3, 100, 40, ["RunTask", "StopTask"]),
        new("cluster-resource-read", "cluster resource read", 4, 100, 20, ["DescribeTasks", "ListTasks"]),
        new("task-definition-modify", "task definition modify", 5, 20, 1, ["RegisterTaskDefinition", "DeregisterTaskDefinition"]),
        new("task-definition-read", "task definition read", 6, 50, 20, ["DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies"]),
        new("task-definition-delete", "task definition delete", 7, 5, 1, ["DeleteTaskDefinitions"]),
        new("tag-modify", "tag modify", 8, 20, 10, ["TagResource", "UntagResource"]),
        new("service-modify", "service modify", 10, 50, 5,
            ["CreateService", "UpdateService", "DeleteService", "StopServiceDeployment", "CreateTaskSet", "UpdateTaskSet", "DeleteTaskSet", "UpdateServicePrimaryTaskSet"]),
        new("service-read", "service read", 11, 100, 20,
            ["DescribeServices", "ListServices", "ListServicesByNamespace", "DescribeServiceDeployments", "ListServiceDeployments", "DescribeServiceRevisions", "DescribeTaskSets"]),
        new("task-protection", "task protection", 12, 200, 80, ["GetTaskProtection", "UpdateTaskProtection"]),
        new(FargateLaunch, "Fargate task launch", 9, 100, 20, []),
    ];

    private static readonly Dictionary<string, RequestRate> ByAction = All.SelectMany(r => r.Operations.Select(o => (Action: "ecs:" + o, Rate: r))).ToDictionary(p => p.Action, p => p.Rate, StringComparer.Ordinal);

    public static IReadOnlyList<QuotaDefinition> Definitions { get; } = [.. All.SelectMany(r => new[] { Quota(r, r.BurstCode, "burst", r.Burst), Quota(r, r.SustainedCode, "sustained, per second", r.PerSecond) })];

    /// <summary>The bucket that a request draws from.</summary>
    /// <param name="action">Sample: <c>ecs:RunTask</c>.</param>
    /// <returns>Null when nothing limits it.</returns>
    public static (string Name, TokenBucket Bucket)? Of(string action, Quotas quotas) => ByAction.TryGetValue(action, out var rate) && Bucket(rate, quotas) is { } bucket ? (rate.Name, bucket) : null;

    /// <summary>What launches of Fargate tasks draw from, one for each task; null when nothing limits them.</summary>
    public static TokenBucket? Launches(Quotas quotas) => Bucket(All.Single(r => r.Name == FargateLaunch), quotas);

    /// <summary>One of the two is enough to switch it on; the other is then AWS's.</summary>
    private static TokenBucket? Bucket(RequestRate rate, Quotas quotas)
    {
        var (hasBurst, hasSustained) = (quotas.Rates.TryGetValue(rate.BurstCode, out var burst), quotas.Rates.TryGetValue(rate.SustainedCode, out var sustained));
        return hasBurst || hasSustained ? new(hasSustained ? sustained : rate.PerSecond, hasBurst ? burst : rate.Burst) : null;
    }

    private static QuotaDefinition Quota(RequestRate rate, string code, string what, double documented) =>
        new(rate.Name == FargateLaunch ? "fargate" : "ecs", code, $"Rate of {rate.Title} requests, {what}", "None", Adjustable: true)
        {
            Documented = documented,
            Read = q => q.Rates.TryGetValue(code, out var set) ? set : null,
            Write = (q, value) => q with { Rates = new Dictionary<string, double>(q.Rates) { [code] = value } },
        };

    /// <param name="Number">Of its quotas' codes; never reused.</param>
    private sealed record RequestRate(string Name, string Title, int Number, double Burst, double PerSecond, IReadOnlyList<string> Operations)
    {
        public string BurstCode => $"L-BE0001{Number:D2}";

        public string SustainedCode => $"L-BE0002{Number:D2}";
    }
}
