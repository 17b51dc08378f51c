using System.Diagnostics;

namespace Berth.Bench;

/// <summary>One CreateService until all of its tasks are RUNNING, beside <c>docker service create</c> of the same image with the same limits.</summary>
internal sealed class ServiceStart : IBenchmark
{
    private const int Replicas = 50;

    public string Name => "service-start";

    public string Description => "CreateService of 50 tasks until all are RUNNING, image present, beside Swarm on one node";

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
            var (us, them) = (await Ours(berth, $"bench{round + 1}", cancel), await Theirs(docker, berth.Image, $"bench{round + 1}", cancel));
            if (round < 0) continue;
            ours.Add(us);
            theirs.Add(them);
        }

        return [new($"CreateService of {Replicas} → all RUNNING", $"docker service create --replicas {Replicas}", ours, theirs) { Goal = Goal.TimesFaster(5) }];
    }

    private static async Task<double> Ours(BerthSubject berth, string name, CancellationToken cancel)
    {
        var clock = Stopwatch.GetTimestamp();
        var service = await BenchService.Create(berth, name, "bench", Replicas, cancel);
        await service.UntilRunning(Replicas, cancel);
        var elapsed = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        await service.Remove(cancel);
        return elapsed;
    }

    private static async Task<double> Theirs(DockerPeer docker, string image, string name, CancellationToken cancel)
    {
        var clock = Stopwatch.GetTimestamp();
        await docker.CreateService(name, Replicas, image, RunTaskLatency.Script, cancel);
        await docker.UntilRunning(Replicas, cancel);
        var elapsed = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        await docker.RemoveService(name, cancel);
        return elapsed;
    }
}
