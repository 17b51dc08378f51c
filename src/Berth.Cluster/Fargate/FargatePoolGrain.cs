using Berth.Cluster.Clusters;
using Berth.Cluster.ContainerInstances;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Domain.Fargate;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Domain.Tasks;
using Berth.Storage;
using Orleans.Configuration;

namespace Berth.Cluster.Fargate;

/// <summary>Keeps nothing of its own: a claim stands in the row of the task that it was made for, and the sum is made anew from those rows.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class FargatePoolGrain(IStore store, QuotaBook quotas, TimeProvider clock) : Grain, IFargatePoolGrain
{
    private readonly Dictionary<string, PoolNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Claimed> claims = new(StringComparer.Ordinal);

    /// <summary>Of all claims.</summary>
    private long claimedCpuUnits;

    /// <summary>What is left of the launch rate; null until a launch was limited for the first time.</summary>
    private (TokenBucket Bucket, Tokens Tokens)? launches;

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

    public Task<PoolClaims> Claim(IReadOnlyList<string> taskArns, int cpuUnits, int memoryMib)
    {
        var found = new List<string>(taskArns.Count);
        PoolShortage? shortage = null;
        if (!MayLaunch(taskArns.Count(t => !claims.ContainsKey(t)))) return Task.FromResult(new PoolClaims([], PoolShortage.LaunchRate));
        foreach (var taskArn in taskArns)
        {
            if (!claims.TryGetValue(taskArn, out var claim))
            {
                var chosen = PoolAdmission.Choose(nodes.Values, cpuUnits, memoryMib);
                shortage = !VcpuQuota.Admits(claimedCpuUnits, cpuUnits, quotas.Current.FargateOnDemandVcpus) ? PoolShortage.VcpuQuota : chosen is null ? PoolShortage.Capacity : null;
                if (shortage is not null || chosen is null) break;
                claimedCpuUnits += cpuUnits;
                claims[taskArn] = claim = new(chosen.Arn, cpuUnits, memoryMib);
                nodes[chosen.Arn] = chosen.With(cpuUnits, memoryMib);
            }

            found.Add(claim.NodeArn);
        }

        return Task.FromResult(new PoolClaims(found, shortage));
    }

    public Task Release(string taskArn)
    {
        if (!claims.Remove(taskArn, out var claim)) return Task.CompletedTask;
        claimedCpuUnits -= claim.CpuUnits;
        if (nodes.TryGetValue(claim.NodeArn, out var node)) nodes[claim.NodeArn] = node.With(-claim.CpuUnits, -claim.MemoryMib);
        return Task.CompletedTask;
    }

    public async Task Recount()
    {
        await Count(CancellationToken.None);
        foreach (var node in nodes.Values.ToList()) nodes[node.Arn] = Sum(node);
    }

    private bool MayLaunch(int count)
    {
        if (RequestRates.Launches(quotas.Current) is not { } bucket || count == 0) return true;
        var now = clock.GetUtcNow();
        var (granted, left) = bucket.Take(launches is { } known && known.Bucket == bucket ? known.Tokens : bucket.Full(now), now, count);
        launches = (bucket, left);
        return granted;
    }

    private async Task Count(CancellationToken cancel)
    {
        foreach (var task in await store.FindAll<TaskRecord>(ClusterGrain.TaskKind, cancel: cancel))
            if (task.LastStatus != Domain.Tasks.TaskStatus.Stopped) claims[task.TaskArn] = new(task.NodeArn, task.Definition.CpuUnits ?? 0, task.Definition.MemoryMib ?? 0);
        claimedCpuUnits = claims.Values.Sum(c => (long)c.CpuUnits);
    }

    private PoolNode Sum(PoolNode node)
    {
        var held = claims.Values.Where(c => c.NodeArn == node.Arn).ToList();
        return node with { ClaimedCpuUnits = held.Sum(c => c.CpuUnits), ClaimedMemoryMib = held.Sum(c => c.MemoryMib) };
    }

    private sealed record Claimed(string NodeArn, int CpuUnits, int MemoryMib);
}
