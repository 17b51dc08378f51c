using Berth.Domain.Fargate;
using Berth.Domain.Invariants;
using Berth.Domain.Network;
using Berth.Domain.Placement;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Simulation.Kernel;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Simulation.World;

/// <summary>What the owner of a cluster does with its tasks: the shell around <see cref="TaskLifecycle"/>, as ClusterGrain is one. Each change of a task is checked when it is made.</summary>
internal sealed class SimulatedCluster(ControlPlane plane, SimulatedPool pool, Dice dice, History history)
{
    private static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoppedRetention = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, SortedDictionary<string, TaskRecord>> services = new(StringComparer.Ordinal) { [""] = new(StringComparer.Ordinal) };

    /// <summary>By task: the highest order that its node has. In memory only.</summary>
    private readonly Dictionary<string, long> acknowledged = new(StringComparer.Ordinal);

    /// <summary>By service: the highest generation that an owner looked under, and acted under. In memory only.</summary>
    private readonly Dictionary<string, (long Seen, long Acted)> generations = new(StringComparer.Ordinal);

    /// <summary>By task.</summary>
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> lastAddress = new(StringComparer.Ordinal);
    private PoolShortage? shortage;
    private long endings;
    private int made;

    public Dictionary<string, Cidr> Subnets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SimulatedNode> Nodes { get; } = new(StringComparer.Ordinal);

    public IEnumerable<TaskRecord> Tasks => services.Values.SelectMany(s => s.Values);

    public int Changes { get; private set; }

    public IEnumerable<TaskRecord> Of(string service) => services.TryGetValue(service, out var tasks) ? tasks.Values : [];

    /// <summary>Looking raises the generation: what an earlier owner ordered on the same record, and comes only now, would not be in what is seen here.</summary>
    public (IReadOnlyList<ServiceTask> Tasks, IReadOnlyList<ServiceTask> Ended) Observe(string service, long accountedThrough, long generation)
    {
        var known = generations.GetValueOrDefault(service);
        generations[service] = known with { Seen = Math.Max(known.Seen, generation) };
        return ([.. Of(service).Where(t => t.LastStatus != TaskStatus.Stopped).Select(ServiceTask.Of)],
            [.. Of(service).Where(t => t.EndSequence > accountedThrough).Select(ServiceTask.Of).OrderBy(t => t.EndSequence)]);
    }

    public IReadOnlyDictionary<string, GroupCounts> Counts(string service) => Of(service).Where(t => t.LastStatus <= TaskStatus.Running).GroupBy(t => t.StartedBy ?? "", StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => new GroupCounts(g.Count(t => t.LastStatus == TaskStatus.Running), g.Count(t => t.LastStatus < TaskStatus.Running && !t.StopDesired)), StringComparer.Ordinal);

    /// <returns>Null when a newer owner looked or acted already.</returns>
    public (IReadOnlyList<string> TaskIds, PoolShortage? Shortage)? Start(string service, long generation, string groupId, ServiceRevision revision, IReadOnlyList<TaskPlace> places)
    {
        if (IsStale(service, generation)) return null;
        if (dice.Chance(plane.Weather.Late / 4)) return ([], PoolShortage.LaunchRate);
        var taskIds = new List<string>();
        foreach (var place in places)
        {
            if (Add(service, groupId, revision.Definition, place) is not { } taskId) return (taskIds, shortage);
            taskIds.Add(taskId);
        }

        return (taskIds, null);
    }

    public void Stop(string service, long generation, IReadOnlyList<TaskStop> stops)
    {
        if (IsStale(service, generation)) return;
        foreach (var stop in stops)
            Change(service, stop.TaskId, (task, now) => task.LastStatus == TaskStatus.Stopped ? task : TaskLifecycle.Stop(task, StopCode.ServiceSchedulerInitiated, stop.Reason, now));
    }

    /// <summary>Something that happens to one task from outside.</summary>
    public void Change(string service, string taskId, Func<TaskRecord, DateTimeOffset, TaskRecord> change)
    {
        if (!services.TryGetValue(service, out var tasks) || !tasks.TryGetValue(taskId, out var old)) return;
        var task = change(old, plane.Time.Now);
        if (task == old) return;
        task = TaskEndings.Numbered(task, endings, plane.Time.Now);
        endings = Math.Max(endings, task.EndSequence);
        foreach (var broken in TaskInvariants.Broken(old, task)) throw new BrokenException(broken);
        tasks[taskId] = task;
        Changes++;
        if (old.LastStatus != task.LastStatus || old.StopDesired != task.StopDesired) history.Tell(() => $"  {service} {taskId} {task.StartedBy}: {task.LastStatus.Name()}{(task.StopDesired ? $" to stop ({task.StoppedReason})" : "")}");
        Advance(service, taskId);
        if (service.Length > 0) plane.Wake(service);
    }

    /// <summary>A task of nobody's.</summary>
    public string? RunTask(TaskDefinitionRecord definition, TaskPlace place) => Add("", null, definition, place);

    /// <summary>Memory is lost: the pool counts anew, and every task is looked at.</summary>
    public void Restart()
    {
        acknowledged.Clear();
        generations.Clear();
        pool.Recount(Tasks.Where(t => t.LastStatus != TaskStatus.Stopped).Select(t => new PoolClaim(t.TaskArn, t.NodeArn, t.Definition.CpuUnits ?? 0, t.Definition.MemoryMib ?? 0)));
        foreach (var task in Tasks.ToList()) Advance(task.ServiceName ?? "", task.TaskId);
    }

    /// <summary>A node's news; acknowledged once they are kept.</summary>
    public void Report(SimulatedNode node, string taskId, TaskNews news, Action acknowledge)
    {
        if (!plane.Up) return;
        if (owners.TryGetValue(taskId, out var service)) Change(service, taskId, (task, now) => TaskLifecycle.Receive(task, news, now));
        node.Link.Send(acknowledge);
    }

    private bool IsStale(string service, long generation)
    {
        var known = generations.GetValueOrDefault(service);
        if (generation <= known.Seen || generation < known.Acted) return true;
        generations[service] = known with { Acted = generation };
        return false;
    }

    private string? Add(string service, string? groupId, TaskDefinitionRecord definition, TaskPlace place)
    {
        // In order of making, as far as a reader is concerned; nothing else may look at it.
        var taskId = $"t{++made}-{dice.Hex(3)}";
        var arn = $"arn:aws:ecs:ap-northeast-1:123456789012:task/c/{taskId}";
        (var node, shortage) = pool.Claim(arn, definition.CpuUnits ?? 0, definition.MemoryMib ?? 0);
        if (node is null) return null;
        if (!services.TryGetValue(service, out var tasks)) services[service] = tasks = new(StringComparer.Ordinal);
        tasks[taskId] = new()
        {
            TaskId = taskId,
            TaskArn = arn,
            ClusterName = "c",
            ClusterArn = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/c",
            Definition = definition,
            Overrides = TaskOverrides.None,
            LaunchType = "FARGATE",
            Group = service.Length > 0 ? "service:" + service : "family:web",
            StartedBy = groupId,
            ServiceName = service.Length > 0 ? service : null,
            CapacityProviderName = place.CapacityProvider,
            SubnetId = place.SubnetId,
            SecurityGroupIds = [],
            AssignPublicIp = false,
            AvailabilityZone = place.AvailabilityZone,
            AttachmentId = taskId,
            NodeArn = node,
            Containers = [new() { Name = "app", ContainerArn = arn, RuntimeId = taskId, Image = definition.Containers[0].Image, Essential = true }],
            CreatedAt = plane.Time.Now,
        };
        owners[taskId] = service;
        Changes++;
        Advance(service, taskId);
        return taskId;
    }

    /// <summary>The next step comes a little later, so that other things may happen before it.</summary>
    private void Advance(string service, string taskId) => plane.In(dice.Seconds(0.001, 0.05), () => Step(service, taskId));

    private void Step(string service, string taskId)
    {
        if (!services.TryGetValue(service, out var tasks) || !tasks.TryGetValue(taskId, out var task)) return;
        switch (TaskLifecycle.Next(task))
        {
            case TaskStep.AllocateInterface:
                var card = Allocate(task);
                Change(service, taskId, (t, now) => card is null ? TaskLifecycle.FailedToStart(t, $"Unexpected EC2 error while attempting to Create Network Interface in subnet '{t.SubnetId}': InsufficientFreeAddressesInSubnet", now) : TaskLifecycle.Allocated(t, card));
                break;
            case TaskStep.Order order:
                Change(service, taskId, (t, now) => TaskLifecycle.Ordered(t, order, now));
                Send(service, taskId);
                break;
            case TaskStep.Release:
                pool.Release(task.TaskArn);
                Change(service, taskId, TaskLifecycle.Released);
                plane.Time.In(StoppedRetention, () => tasks.Remove(taskId));
                break;
            case TaskStep.Wait:
                if (task is { OrderGeneration: > 0, EndedOnNode: false } && acknowledged.GetValueOrDefault(taskId) < task.OrderGeneration) Send(service, taskId);
                break;
            case var other:
                throw new InvalidOperationException($"Unknown step {other}.");
        }
    }

    /// <summary>Until the node has it.</summary>
    private void Send(string service, string taskId)
    {
        if (!services[service].TryGetValue(taskId, out var task) || task.EndedOnNode || acknowledged.GetValueOrDefault(taskId) >= task.OrderGeneration) return;
        var (node, generation) = (Nodes[task.NodeArn], task.OrderGeneration);
        node.Link.Send(() => node.Order(taskId, task.Definition, generation, task.StopOrdered, () => Acknowledge(taskId, generation)));
        plane.In(ResendAfter, () =>
        {
            if (services[service].TryGetValue(taskId, out var later) && later.OrderGeneration == generation) Send(service, taskId);
        });
    }

    private void Acknowledge(string taskId, long generation)
    {
        if (plane.Up) acknowledged[taskId] = Math.Max(acknowledged.GetValueOrDefault(taskId), generation);
    }

    private NetworkInterfaceRecord? Allocate(TaskRecord task)
    {
        var taken = Tasks.Where(t => t.Interface?.SubnetId == task.SubnetId).Select(t => Cidr.TryAddress(t.Interface!.PrivateIpv4Address)!.Value).ToHashSet();
        if (SubnetAddresses.Choose(Subnets[task.SubnetId], taken, lastAddress.TryGetValue(task.SubnetId, out var last) ? last : null) is not { } address) return null;
        lastAddress[task.SubnetId] = address;
        return new()
        {
            InterfaceId = "eni-" + task.TaskId,
            AttachmentId = task.AttachmentId,
            VpcId = "vpc-1",
            SubnetId = task.SubnetId,
            AvailabilityZone = task.AvailabilityZone,
            MacAddress = SubnetAddresses.Mac(address),
            PrivateIpv4Address = Cidr.Text(address),
            SecurityGroupIds = [],
            Owner = task.TaskArn,
            Description = "",
        };
    }
}
