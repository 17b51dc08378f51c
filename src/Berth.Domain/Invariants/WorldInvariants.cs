using Berth.Domain.Network;
using Berth.Domain.Services;
using Berth.Domain.Tasks;

namespace Berth.Domain.Invariants;

/// <summary>What must hold of the world at every moment, whoever changed it. Each sentence names what is broken.</summary>
public static class WorldInvariants
{
    public static IReadOnlyList<string> Broken(WorldSnapshot world) =>
    [
        .. world.Services.SelectMany(ServiceInvariants.Broken),
        .. world.Events.Where(e => e.Value.Events.Count > ServiceEvents.Max).Select(e => $"Service {e.Key} has {e.Value.Events.Count} events."),
        .. OfPool(world),
        .. OfTasks(world),
        .. OfServicesTasks(world),
    ];

    /// <summary>Nothing is oversold: what tasks hold of a node is what the pool has down for it, and no more than the node has.</summary>
    private static IEnumerable<string> OfPool(WorldSnapshot world)
    {
        var claims = new Dictionary<string, PoolClaim>(world.Claims.Count, StringComparer.Ordinal);
        foreach (var claim in world.Claims)
            if (!claims.TryAdd(claim.TaskArn, claim)) yield return $"{claim.TaskArn} holds room twice.";
        foreach (var node in world.Nodes)
        {
            var (cpu, memory) = (0L, 0L);
            foreach (var claim in world.Claims)
            {
                if (claim.NodeArn != node.Arn) continue;
                cpu += claim.CpuUnits;
                memory += claim.MemoryMib;
            }

            if (cpu > node.CpuUnits || memory > node.MemoryMib) yield return $"{node.Arn} is oversold: {cpu} of {node.CpuUnits} CPU units, {memory} of {node.MemoryMib} MiB.";
            if (cpu != node.ClaimedCpuUnits || memory != node.ClaimedMemoryMib) yield return $"{node.Arn} has {node.ClaimedCpuUnits} CPU units and {node.ClaimedMemoryMib} MiB down as claimed, and tasks hold {cpu} and {memory}.";
        }

        foreach (var task in world.Tasks)
        {
            if (task.LastStatus == Tasks.TaskStatus.Stopped) continue;
            if (!claims.TryGetValue(task.TaskArn, out var claim) || claim.NodeArn != task.NodeArn) yield return $"Task {task.TaskId} is {task.LastStatus.Name()} and holds no room on {task.NodeArn}.";
        }
    }

    private static IEnumerable<string> OfTasks(WorldSnapshot world)
    {
        var addresses = new HashSet<(string, string)>();
        foreach (var task in world.Tasks)
        {
            if (task is { LastStatus: Tasks.TaskStatus.Stopped, Interface: not null }) yield return $"Task {task.TaskId} is STOPPED and holds {task.Interface.PrivateIpv4Address}.";
            if (task is { ServiceName: not null } && task.StopDesired != (task.EndSequence > 0)) yield return $"Task {task.TaskId} {(task.StopDesired ? "ends and its ending has no number" : "goes on and its ending has a number")}.";
            if (task is { LastStatus: > Tasks.TaskStatus.Running, StopDesired: false }) yield return $"Task {task.TaskId} is {task.LastStatus.Name()} and its desired status is RUNNING.";
            if (task.Interface is not { } card) continue;
            if (!addresses.Add((card.SubnetId, card.PrivateIpv4Address))) yield return $"{card.PrivateIpv4Address} in {card.SubnetId} belongs to two tasks.";
            if (!world.Subnets.TryGetValue(card.SubnetId, out var subnet) || Cidr.TryAddress(card.PrivateIpv4Address) is not { } address || !SubnetAddresses.MayBeGiven(subnet, address))
                yield return $"{card.PrivateIpv4Address} of task {task.TaskId} is not one of {card.SubnetId}.";
        }
    }

    private static IEnumerable<string> OfServicesTasks(WorldSnapshot world)
    {
        var inactive = world.Services.Where(s => s.Status == ServiceStatus.Inactive).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var numbers = new HashSet<long>();
        foreach (var task in world.Tasks)
        {
            if (task.ServiceName is not { } service) continue;
            if (task.EndSequence > 0 && !numbers.Add(task.EndSequence)) yield return $"Two endings have the number {task.EndSequence}.";
            if (task.LastStatus < Tasks.TaskStatus.Stopping && inactive.Contains(service)) yield return $"Service {service} is INACTIVE and has the task {task.TaskId}, which is {task.LastStatus.Name()}.";
        }
    }
}
