using Berth.Domain.Invariants;
using Berth.Domain.Services;
using Berth.Simulation.Kernel;

namespace Berth.Simulation.World;

/// <summary>
/// The control plane's process: the rows, which outlive it, and the owners of the services, which do not. What was under way when it died is never finished.
/// </summary>
internal sealed class ControlPlane(Timeline time, Dice dice, Weather weather, History history)
{
    private readonly Dictionary<string, (ServiceRecord Record, long Version)> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServiceEvents> events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServiceShell> owners = new(StringComparer.Ordinal);
    private int life;

    public Timeline Time => time;

    public Weather Weather => weather;

    public bool Up { get; private set; } = true;

    public SimulatedCluster Cluster { get; set; } = null!;

    /// <summary>How often owners look without being woken; null for never: then everything must come of wakes.</summary>
    public TimeSpan? ScanEvery { get; set; }

    public HashSet<string> AlarmsInAlarm { get; } = new(StringComparer.Ordinal);

    /// <summary>Rises with each row that is written.</summary>
    public int Changes { get; private set; }

    public IEnumerable<ServiceRecord> Services => rows.Values.Select(r => r.Record);

    public IReadOnlyDictionary<string, ServiceEvents> Events => events;

    public (ServiceRecord Record, long Version)? Read(string name) => rows.TryGetValue(name, out var row) ? row : null;

    /// <returns>False when somebody else wrote the row meanwhile.</returns>
    public bool Commit(long version, ServiceRecord record, IReadOnlyList<string> said)
    {
        var old = Read(record.Name);
        if ((old?.Version ?? 0) != version) return false;
        foreach (var broken in ServiceInvariants.Broken(record).Concat(old is { } row ? ServiceInvariants.Broken(row.Record, record) : [])) throw new BrokenException(broken);
        rows[record.Name] = (record, version + 1);
        Say(record.Name, said);
        Changes++;
        return true;
    }

    public void Say(string name, IReadOnlyList<string> said)
    {
        if (said.Count == 0) return;
        foreach (var text in said) history.Tell(() => $"  \"{text}\"");
        events[name] = events.GetValueOrDefault(name, ServiceEvents.None).With(said.Select(text => new ServiceEvent("", time.Now, text)));
    }

    /// <summary>Something that the process does later, if it lives that long.</summary>
    public void In(TimeSpan delay, Action action)
    {
        var born = life;
        time.In(delay, () =>
        {
            if (born == life && Up) action();
        });
    }

    public void Wake(string service)
    {
        if (Up) Owner(service).Wake();
    }

    /// <summary>What a caller wants of a service; tried again when its owner was not the only one.</summary>
    public ServiceDecision? Change(string service, Func<ServiceRecord?, ServiceDecision> change) => Up ? Owner(service).Change(change) ?? Owner(service).Change(change) : null;

    /// <summary>A second owner comes up while the first is still at it, as when a silo is believed dead and is not.</summary>
    public void Split(string service)
    {
        if (!Up || !rows.ContainsKey(service)) return;
        history.Tell(() => $"{service} has two owners");
        var first = Owner(service);
        time.In(dice.Seconds(1, 60), () => first.Dead = true);
        owners[service] = NewOwner(service);
        owners[service].Wake();
    }

    public void Crash(TimeSpan downFor)
    {
        if (!Up) return;
        history.Tell(() => $"the control plane dies for {downFor.TotalSeconds:0} s");
        (Up, life) = (false, life + 1);
        owners.Clear();
        var dead = life;
        time.In(downFor, () =>
        {
            if (dead != life) return;
            history.Tell(() => "the control plane is back");
            Up = true;
            Cluster.Restart();
            Scan();
            foreach (var name in rows.Keys) Wake(name);
        });
    }

    /// <summary>What events missed is found sooner or later.</summary>
    public void Scan()
    {
        if (ScanEvery is not { } period) return;
        In(period, () =>
        {
            foreach (var name in rows.Keys.ToList()) Wake(name);
            Scan();
        });
    }

    private ServiceShell Owner(string service)
    {
        if (!owners.TryGetValue(service, out var owner)) owners[service] = owner = NewOwner(service);
        return owner;
    }

    private ServiceShell NewOwner(string service) => new(service, this, dice, history);
}
