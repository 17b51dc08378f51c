using System.Diagnostics;

namespace Berth.Bench;

/// <summary>Fifty tasks requested at once until all are RUNNING, beside <c>docker service create --replicas 50</c> of the same image with the same limits.</summary>
internal sealed class SwarmStart : IBenchmark
{
    private const int Replicas = 50;

    /// <summary>RunTask takes at most ten.</summary>
    private const int PerCall = 10;

    public string Name => "swarm-start";

    public string Description => "50 tasks requested at once until all are RUNNING, beside Swarm on one node";

    public int DefaultRounds => 5;

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, cancel);
        progress("starting docker");
        await using var docker = await DockerPeer.Start(cancel);
        await docker.Load(berth.Image, await berth.RegistryPassword(cancel), cancel);
        await docker.BeSwarm(cancel);

        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");
            var (us, them) = (await Ours(berth, cancel), await Theirs(docker, berth.Image, round, cancel));
            if (round < 0) continue;
            ours.Add(us);
            theirs.Add(them);
        }

        return [new($"{Replicas} tasks at once → all RUNNING", $"docker service create --replicas {Replicas}", ours, theirs) { Goal = Goal.TimesFaster(6) }];
    }

    private static async Task<double> Ours(BerthSubject berth, CancellationToken cancel)
    {
        var clock = Stopwatch.GetTimestamp();
        var tasks = (await Task.WhenAll(Enumerable.Range(0, Replicas / PerCall).Select(_ => berth.RunTasks(PerCall, cancel)))).SelectMany(t => t).ToList();
        await berth.UntilAll(tasks, "RUNNING", cancel);
        var elapsed = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        foreach (var task in tasks) await berth.Ecs("StopTask", new() { ["task"] = task }, cancel);
        await berth.UntilAll(tasks, "STOPPED", cancel);
        return elapsed;
    }

    private static async Task<double> Theirs(DockerPeer docker, string image, int round, CancellationToken cancel)
    {
        var name = $"bench{round + 1}";
        var clock = Stopwatch.GetTimestamp();
        await docker.CreateService(name, Replicas, image, RunTaskLatency.Script, cancel);
        await docker.UntilRunning(Replicas, cancel);
        var elapsed = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        await docker.RemoveService(name, cancel);
        return elapsed;
    }
}
