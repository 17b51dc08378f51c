using Berth.Domain.Invariants;
using Berth.Domain.Network;
using Berth.Domain.Services;
using Berth.Simulation.Kernel;
using Berth.Simulation.World;

namespace Berth.Simulation.Runs;

/// <summary>
/// One world, from its seed: for a while everything goes wrong, then nothing more does, and every service must arrive where it is to go. On one thread, in virtual time; the same seed gives the same run.
/// </summary>
internal sealed class SimulationRun
{
    private const int HistoryShown = 60;
    private const int StepsMax = 400_000;
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromHours(6);

    /// <summary>What was broken when nothing more broke is whole again.</summary>
    private static readonly TimeSpan MendedWithin = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuietFor = TimeSpan.FromMinutes(10);

    private readonly Timeline time = new();
    private readonly Dice dice;
    private readonly Scenario scenario;
    private readonly History history;
    private readonly Weather weather = new();
    private readonly SimulatedPool pool = new();
    private readonly Images images;
    private readonly ControlPlane plane;
    private readonly SimulatedCluster cluster;
    private readonly Operators operators;
    private int steps;
    private int seen;

    private SimulationRun(ulong seed)
    {
        dice = new(seed);
        scenario = Scenario.Roll(dice);
        history = new(time);
        images = new(dice);
        (weather.Lost, weather.Late, weather.Doubled) = (scenario.Lost, scenario.Late, scenario.Doubled);
        plane = new(time, dice, weather, history) { ScanEvery = scenario.ScanEvery };
        cluster = new(plane, pool, dice, history);
        plane.Cluster = cluster;
        operators = new(plane, images, dice, scenario, history);
        for (var i = 0; i < scenario.Nodes; i++) AddNode(scenario.NodeCpuUnits);
        foreach (var zone in (string[])["a", "b", "c"]) cluster.Subnets["subnet-" + zone] = new(Cidr.Parse($"10.0.{(zone[0] - 'a') * 16}.0/24").First, scenario.SubnetPrefix);
        pool.QuotaVcpus = scenario.QuotaVcpus;
    }

    /// <returns>What is wrong with the seed, with its last steps; null when nothing is.</returns>
    public static string? Play(ulong seed)
    {
        var run = new SimulationRun(seed);
        try
        {
            run.Play();
            return null;
        }
#pragma warning disable CA1031 // Whatever a decider throws, the seed and its history are what mends it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return $"Seed {seed}: {(failure is BrokenException ? failure.Message : failure)}\n{run.scenario}\n{run.history.Show(HistoryShown)}";
        }
    }

    /// <returns>The run's last steps.</returns>
    public static string Trace(ulong seed)
    {
        var run = new SimulationRun(seed);
        run.Play();
        return run.history.Show(int.MaxValue);
    }

    private void Play()
    {
        plane.Scan();
        var end = time.Now + scenario.Trouble;
        Again(scenario.OperatorEvery, end, operators.Act);
        if (scenario.BreakEvery is { } often) Again(often, end, Break);
        operators.Act();
        Until(end);
        EndTrouble();
        Until(time.Now + MendedWithin);

        var arrival = new Arrival(plane, images);
        var last = time.Now + ArrivesWithin;
        while (arrival.Missing() is { } missing)
        {
            if (time.Now >= last) throw new BrokenException($"After {ArrivesWithin.TotalHours:0} quiet hours: {missing}");
            Until(time.Now + LookEvery);
        }

        StaysQuiet(arrival);
    }

    /// <summary>Who has arrived stays there, and does nothing any more.</summary>
    private void StaysQuiet(Arrival arrival)
    {
        var quiet = arrival.Quiet();
        var before = arrival.Fingerprint(quiet);
        Until(time.Now + QuietFor);
        if (arrival.Missing() is { } missing) throw new BrokenException($"It was there, and ten minutes later: {missing}");
        if (arrival.Fingerprint(quiet) is var after && after != before) throw new BrokenException($"Everything had arrived, and something was done all the same.\nbefore {before}\nafter  {after}");
    }

    private void EndTrouble()
    {
        history.Tell(() => $"from here on nothing goes wrong{(scenario.Mends ? ", and all images are good" : "")}");
        weather.Calm();
        images.Mended = scenario.Mends;
        AddNode(65_536);
        pool.QuotaVcpus = 1000;
        foreach (var subnet in cluster.Subnets.Keys.ToList()) cluster.Subnets[subnet] = new(cluster.Subnets[subnet].First, 22);
        operators.Rest();
    }

    private void Break()
    {
        var node = dice.Pick([.. cluster.Nodes.Values]);
        switch (dice.Between(0, 9))
        {
            case < 3:
                node.Die(dice.Seconds(5, 200));
                break;
            case < 6:
                Disconnect(node, dice.Seconds(1, 300));
                break;
            case < 8:
                plane.Crash(dice.Seconds(0.5, 60));
                break;
            case < 9 when scenario.TwoOwners:
                plane.Split("s1");
                break;
            default:
                var by = dice.Chance(0.5) ? dice.Seconds(1, 60) : dice.Seconds(60, 3600);
                history.Tell(() => $"the clock jumps {by.TotalSeconds:0} s");
                time.Jump(by);
                break;
        }
    }

    private void Disconnect(SimulatedNode node, TimeSpan duration)
    {
        if (!node.Alive || !node.Link.Up) return;
        history.Tell(() => $"{node.Arn} is cut off for {duration.TotalSeconds:0} s");
        node.Link.Up = false;
        pool.NodeChanged(node.Arn, connected: false, node.CpuUnits, node.MemoryMib);
        time.In(duration, () =>
        {
            if (node.Alive) node.Link.Up = true;
            pool.NodeChanged(node.Arn, connected: true, node.CpuUnits, node.MemoryMib);
        });
    }

    private void AddNode(int cpuUnits)
    {
        var arn = "node-" + (cluster.Nodes.Count + 1);
        cluster.Nodes[arn] = new(arn, cpuUnits, cpuUnits * 4, time, dice, images, new(time, dice, weather), cluster.Report, history);
        pool.NodeChanged(arn, connected: true, cpuUnits, cpuUnits * 4);
    }

    private void Again(TimeSpan every, DateTimeOffset end, Action action)
    {
        var delay = every * (0.1 + (dice.Between(0, 180) / 100.0));
        if (time.Now + delay >= end) return;
        time.In(delay, () =>
        {
            action();
            Again(every, end, action);
        });
    }

    private void Until(DateTimeOffset end)
    {
        while (time.Step(end))
        {
            if (++steps > StepsMax) throw new BrokenException($"It does not come to rest: {StepsMax} steps.");
            if (cluster.Changes + plane.Changes == seen) continue;
            seen = cluster.Changes + plane.Changes;
            var broken = WorldInvariants.Broken(new([.. plane.Services], [.. cluster.Tasks], pool.Nodes, pool.Claims, cluster.Subnets, plane.Events));
            if (broken.Count > 0) throw new BrokenException(string.Join('\n', broken));
        }
    }
}
