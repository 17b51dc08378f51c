using Berth.Cluster.Clusters;
using Berth.Cluster.ContainerInstances;
using Berth.Contracts.Clusters;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Domain.Fargate;
using Berth.Domain.Placement;
using Berth.Domain.Profiles;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berth.Cluster.Fargate;

/// <summary>
/// The shell around <see cref="PoolAdmission"/>. Keeps nothing of its own: a claim stands in the row of the task that it was made for, and the sum is made anew from those rows. What is held for
/// tasks that wait is forgotten with the memory; their next try holds it again.
/// </summary>
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class FargatePoolGrain(IStore store, IGrainFactory grains, QuotaBook quotas, TimeProvider clock, ILogger<FargatePoolGrain> log) : Grain, IFargatePoolGrain
{
    /// <summary>From the warning to the kill. Source: ECS developer guide, Fargate Spot termination notices.</summary>
    private static readonly TimeSpan InterruptionDeadline = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, PoolNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Claimed> claims = new(StringComparer.Ordinal);

    /// <summary>Those of the claims that are Spot.</summary>
    private readonly Dictionary<string, SpotTask> spotTasks = new(StringComparer.Ordinal);
    private IReadOnlyList<RoomHold> holds = [];

    /// <summary>Of all claims that are not Spot, and of those that are.</summary>
    private long onDemandCpuUnits;
    private long spotCpuUnits;
    private LaunchAllowance? launches;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Count(cancellationToken);
        foreach (var node in await store.FindAll<ContainerInstanceRecord>(ContainerInstanceGrain.Kind, cancel: cancellationToken))
            if (node.ClusterName == IFargatePoolGrain.ClusterName) await NodeChanged(node.ToSnapshot(connected: false));
    }

    public Task NodeChanged(ContainerInstanceSnapshot node)
    {
        nodes[node.Arn] = Sum(new(node.Arn, node.AgentConnected, node.Registration.CpuUnits, node.Registration.MemoryMib, 0, 0));
        return Task.CompletedTask;
    }

    public Task<PoolClaims> Claim(IReadOnlyList<RoomClaim> claims, int cpuUnits, int memoryMib)
    {
        var now = clock.GetUtcNow();
        (var granted, launches) = LaunchRate.Take(launches, RequestRates.Launches(quotas.Current), claims.Count(c => !this.claims.ContainsKey(c.TaskArn)), now);
        if (!granted) return Task.FromResult(new PoolClaims([], PoolShortage.LaunchRate));
        var pool = new PoolSnapshot([.. nodes.Values], holds, spotTasks.Values, onDemandCpuUnits, spotCpuUnits, quotas.Current.FargateOnDemandVcpus, quotas.Current.FargateSpotVcpus);
        var plan = PoolAdmission.Admit(pool, [.. claims.Select(c => new PoolRequest(c.TaskArn, c.Spot, this.claims.GetValueOrDefault(c.TaskArn)?.NodeArn))], cpuUnits, memoryMib, now);
        foreach (var grant in plan.Grants) Keep(grant.TaskArn, new(grant.NodeArn, cpuUnits, memoryMib, grant.Spot), now);
        holds = plan.Holds;
        if (plan.Reclaimed.Count > 0) _ = Interrupt(plan.Reclaimed, now);
        return Task.FromResult(new PoolClaims([.. plan.Grants.Select(g => new RoomGrant(g.TaskArn, g.NodeArn))], plan.Shortage));
    }

    public Task Release(string taskArn)
    {
        if (!claims.Remove(taskArn, out var claim)) return Task.CompletedTask;
        spotTasks.Remove(taskArn);
        Add(claim, -1);
        return Task.CompletedTask;
    }

    public async Task Recount()
    {
        await Count(CancellationToken.None);
        foreach (var node in nodes.Values.ToList()) nodes[node.Arn] = Sum(node);
    }

    /// <summary>Goes on behind: the clusters of the tasks give their claims back while this grain goes on with others'.</summary>
    private async Task Interrupt(IReadOnlyList<string> taskArns, DateTimeOffset now)
    {
        // Gone by then; one that is not may be told again.
        foreach (var taskArn in taskArns) spotTasks[taskArn] = spotTasks[taskArn] with { ReclaimedUntil = now + RoomHold.Length };
        foreach (var cluster in taskArns.GroupBy(ClusterOf, StringComparer.Ordinal))
        {
            try
            {
                await grains.GetGrain<IClusterGrain>(cluster.Key).InterruptTasks(new([.. cluster.Select(t => t[(t.LastIndexOf('/') + 1)..])]), InterruptionDeadline);
            }
#pragma warning disable CA1031 // The next claim that wants room chooses again.
            catch (Exception failure)
            {
                LogInterruptionFailed(log, cluster.Key, failure.Message);
                foreach (var taskArn in cluster) if (spotTasks.TryGetValue(taskArn, out var task)) spotTasks[taskArn] = task with { ReclaimedUntil = null };
            }
#pragma warning restore CA1031
        }
    }

    private async Task Count(CancellationToken cancel)
    {
        foreach (var task in await store.FindAll<TaskRecord>(ClusterGrain.TaskKind, cancel: cancel))
        {
            if (task.LastStatus == Domain.Tasks.TaskStatus.Stopped) continue;
            claims[task.TaskArn] = new(task.NodeArn, task.Definition.CpuUnits ?? 0, task.Definition.MemoryMib ?? 0, task.CapacityProviderName == CapacityProviderRules.FargateSpot);
            if (claims[task.TaskArn].Spot && !spotTasks.ContainsKey(task.TaskArn)) spotTasks[task.TaskArn] = claims[task.TaskArn].ToSpotTask(task.TaskArn, task.CreatedAt);
        }

        onDemandCpuUnits = claims.Values.Where(c => !c.Spot).Sum(c => (long)c.CpuUnits);
        spotCpuUnits = claims.Values.Where(c => c.Spot).Sum(c => (long)c.CpuUnits);
    }

    private void Keep(string taskArn, Claimed claim, DateTimeOffset now)
    {
        if (!claims.TryAdd(taskArn, claim)) return;
        if (claim.Spot) spotTasks[taskArn] = claim.ToSpotTask(taskArn, now);
        Add(claim, 1);
    }

    private void Add(Claimed claim, int sign)
    {
        if (claim.Spot) spotCpuUnits += sign * claim.CpuUnits;
        else onDemandCpuUnits += sign * claim.CpuUnits;
        if (nodes.TryGetValue(claim.NodeArn, out var node)) nodes[claim.NodeArn] = node.With(sign * claim.CpuUnits, sign * claim.MemoryMib);
    }

    private PoolNode Sum(PoolNode node)
    {
        var held = claims.Values.Where(c => c.NodeArn == node.Arn).ToList();
        return node with { ClaimedCpuUnits = held.Sum(c => c.CpuUnits), ClaimedMemoryMib = held.Sum(c => c.MemoryMib) };
    }

    /// <summary>Sample: <c>arn:aws:ecs:ap-northeast-1:123456789012:task/default/0123456789abcdef0123456789abcdef</c>.</summary>
    private static string ClusterOf(string taskArn) => taskArn.Split('/')[1];

    [LoggerMessage(2501, LogLevel.Warning, "Spot tasks of cluster {Cluster} could not be interrupted: {Failure}")]
    private static partial void LogInterruptionFailed(ILogger log, string cluster, string failure);

    private sealed record Claimed(string NodeArn, int CpuUnits, int MemoryMib, bool Spot)
    {
        public SpotTask ToSpotTask(string taskArn, DateTimeOffset since) => new(taskArn, NodeArn, CpuUnits, MemoryMib, since, null);
    }
}
