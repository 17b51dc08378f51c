using Berth.Cluster.Clusters;
using Berth.Cluster.ContainerInstances;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Domain.Fargate;
using Berth.Domain.Tasks;
using Berth.Storage;
using Orleans.Configuration;

namespace Berth.Cluster.Fargate;

/// <summary>Keeps nothing of its own: a claim stands in the row of the task that it was made for, and the sum is made anew from those rows.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class FargatePoolGrain(IStore store) : Grain, IFargatePoolGrain
{
    private readonly Dictionary<string, ContainerInstanceSnapshot> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Node, int CpuUnits, int MemoryMib)> claims = new(StringComparer.Ordinal);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var node in await store.FindAll<ContainerInstanceRecord>(ContainerInstanceGrain.Kind, cancel: cancellationToken))
            if (node.ClusterName == IFargatePoolGrain.ClusterName) nodes[node.Arn] = node.ToSnapshot(connected: false);
        foreach (var task in await store.FindAll<TaskRecord>(ClusterGrain.TaskKind, cancel: cancellationToken))
            if (task.LastStatus != Domain.Tasks.TaskStatus.Stopped) claims[task.TaskArn] = (task.NodeArn, task.Definition.CpuUnits ?? 0, task.Definition.MemoryMib ?? 0);
    }

    public Task NodeChanged(ContainerInstanceSnapshot node)
    {
        nodes[node.Arn] = node;
        return Task.CompletedTask;
    }

    public Task<string?> Claim(string taskArn, int cpuUnits, int memoryMib)
    {
        if (claims.TryGetValue(taskArn, out var known)) return Task.FromResult<string?>(known.Node);
        var used = claims.Values.ToLookup(c => c.Node, StringComparer.Ordinal);
        var offers = nodes.Values.Select(n => new PoolNode(
            n.Arn, n.AgentConnected, n.Registration.CpuUnits, n.Registration.MemoryMib, used[n.Arn].Sum(c => c.CpuUnits), used[n.Arn].Sum(c => c.MemoryMib)));
        if (PoolAdmission.Choose(offers, cpuUnits, memoryMib) is not { } chosen) return Task.FromResult<string?>(null);
        claims[taskArn] = (chosen.Arn, cpuUnits, memoryMib);
        return Task.FromResult<string?>(chosen.Arn);
    }

    public Task Release(string taskArn)
    {
        claims.Remove(taskArn);
        return Task.CompletedTask;
    }
}
