using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Simulation.Kernel;

namespace Berth.Simulation.World;

/// <summary>
/// A container instance as the control plane meets it: it does what the newest order says, tells what became of its tasks until it is told that this was heard, and keeps its journal when the machine dies.
/// </summary>
internal sealed class SimulatedNode(string arn, int cpuUnits, int memoryMib, Timeline time, Dice dice, Images images, Link link, Action<SimulatedNode, string, TaskNews, Action> report, History history)
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, Carried> tasks = new(StringComparer.Ordinal);

    /// <summary>Tasks that are over and forgotten: a late order does not bring one back.</summary>
    private readonly HashSet<string> over = new(StringComparer.Ordinal);

    /// <summary>Rises when the machine dies: what was under way is lost.</summary>
    private int boot;

    public string Arn => arn;

    public int CpuUnits => cpuUnits;

    public int MemoryMib => memoryMib;

    public bool Alive { get; private set; } = true;

    public Link Link => link;

    /// <param name="acknowledge">Told that the node has the order on its disk.</param>
    public void Order(string taskId, TaskDefinitionRecord definition, long generation, bool stop, Action acknowledge)
    {
        if (!Alive || over.Contains(taskId)) return;
        if (!tasks.TryGetValue(taskId, out var task)) tasks[taskId] = task = new(definition);
        link.Send(acknowledge);
        if (generation <= task.Generation) return;
        task.Generation = generation;
        if (stop) Stop(taskId, task);
        else Start(taskId, task);
    }

    /// <summary>The machine loses power, and with it everything that ran.</summary>
    public void Die(TimeSpan downFor)
    {
        if (!Alive) return;
        history.Tell(() => $"{arn} dies for {downFor.TotalSeconds:0} s");
        (Alive, link.Up) = (false, false);
        boot++;
        time.In(downFor, () =>
        {
            history.Tell(() => $"{arn} is back");
            (Alive, link.Up) = (true, true);
            foreach (var (taskId, task) in tasks.ToList())
            {
                task.NetworkGone = task.Phase == Phase.Ended;
                if (task.Phase == Phase.Ended) Tell(taskId, task);
                else if (task.Phase == Phase.New && !task.StopDesired) Start(taskId, task);
                else End(taskId, task, "The container instance was restarted.", exitCode: null);
            }
        });
    }

    private void Start(string taskId, Carried task)
    {
        if (task.StopDesired) return;
        var (nature, bad) = (images.Of(task.Definition), images.IsBad(task.Definition));
        Later(nature.Pull * (0.5 + (dice.Between(0, 100) / 100.0)), () =>
        {
            if (task.Phase != Phase.New || task.StopDesired) return;
            if (bad && !images.Mended && nature.StartFailure is { } failure)
            {
                End(taskId, task, failure, exitCode: null);
                return;
            }

            task.Phase = Phase.Running;
            Tell(taskId, task);
            if (bad && nature.CrashesAfter is { } crash) Later(crash, () => End(taskId, task, null, exitCode: 1), unlessMended: true);
            if (!nature.Checked) return;
            if (!(bad && nature.UnhealthyAfter == TimeSpan.Zero)) Later(nature.HealthyAfter, () => Check(taskId, task, HealthStatus.Healthy));
            if (bad && nature.UnhealthyAfter is { } sick) Later(sick + TimeSpan.FromSeconds(5), () => Check(taskId, task, images.Mended ? HealthStatus.Healthy : HealthStatus.Unhealthy));
        });
    }

    private void Check(string taskId, Carried task, HealthStatus health)
    {
        if (task.Phase != Phase.Running || task.Health == HealthStatus.Unhealthy) return;
        task.Health = health;
        Tell(taskId, task);
    }

    private void Stop(string taskId, Carried task)
    {
        task.StopDesired = true;
        if (task.Phase == Phase.New) End(taskId, task, null, exitCode: null);
        else if (task.Phase == Phase.Running) Later(dice.Chance(0.2) ? TimeSpan.FromSeconds(30) : dice.Seconds(0.01, 3), () => End(taskId, task, null, exitCode: 143));
        else Tell(taskId, task);
    }

    private void End(string taskId, Carried task, string? reason, int? exitCode)
    {
        if (task.Phase == Phase.Ended) return;
        (task.Phase, task.Reason, task.ExitCode) = (Phase.Ended, reason, exitCode);
        Tell(taskId, task);
        Later(dice.Seconds(0.01, 2), () =>
        {
            task.NetworkGone = true;
            Tell(taskId, task);
        });
    }

    /// <summary>Says how the task is, again and again until that was heard.</summary>
    private void Tell(string taskId, Carried task)
    {
        task.Version++;
        Repeat(taskId, task, task.Version);
    }

    private void Repeat(string taskId, Carried task, long version)
    {
        if (task.Version != version || task.Heard >= version) return;
        var status = task.Phase switch { Phase.New => ContainerStatus.Pending, Phase.Running => ContainerStatus.Running, _ => ContainerStatus.Stopped };
        var container = new ContainerNews("app", status, task.ExitCode, task.Phase == Phase.New ? null : $"sha256:{task.Definition.Revision}", task.Reason, task.Health == HealthStatus.Unknown ? null : task.Health, task.Started);
        task.Started |= task.Phase == Phase.Running;
        link.Send(() => report(this, taskId, new(status, task.Reason, null, null, null, [container], task.NetworkGone), () => link.Send(() => Heard(taskId, task, version))));
        Later(RepeatAfter, () => Repeat(taskId, task, version));
    }

    private void Heard(string taskId, Carried task, long version)
    {
        if (version > task.Heard) task.Heard = version;
        if (task is { Phase: Phase.Ended, NetworkGone: true } && task.Heard == task.Version && tasks.Remove(taskId)) over.Add(taskId);
    }

    private void Later(TimeSpan delay, Action action, bool unlessMended = false)
    {
        var born = boot;
        time.In(delay, () =>
        {
            if (born == boot && !(unlessMended && images.Mended)) action();
        });
    }

    private enum Phase
    {
        New,
        Running,
        Ended,
    }

    private sealed class Carried(TaskDefinitionRecord definition)
    {
        public TaskDefinitionRecord Definition => definition;
        public long Generation { get; set; }
        public Phase Phase { get; set; }
        public bool StopDesired { get; set; }
        public bool Started { get; set; }
        public HealthStatus Health { get; set; }
        public string? Reason { get; set; }
        public int? ExitCode { get; set; }
        public bool NetworkGone { get; set; }
        public long Version { get; set; }
        public long Heard { get; set; }
    }
}
