using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Berth.Bench;

/// <summary>A new revision of a running service until every new task is healthy and the old ones are gone, beside a Swarm service that starts first. Both check health every five seconds with one retry.</summary>
internal sealed class RollingUpdate : IBenchmark
{
    private const int Replicas = 20;
    private const int Parallelism = 10;

    public string Name => "rolling-update";

    public string Description => "rolling update of 20 health-checked tasks until the old ones are gone, beside Swarm, start-first, parallelism 10";

    public int DefaultRounds => 3;

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, cancel);
        progress("starting docker");
        await using var docker = await DockerPeer.Start(cancel);
        await docker.Load(berth.Image, await berth.RegistryPassword(cancel), cancel);
        await docker.BeSwarm(cancel);

        progress($"starting {Replicas} tasks on both sides");
        await berth.Register(Definition(berth, 0), cancel);
        var service = await BenchService.Create(berth, "rolling", "rolling", Replicas, cancel);
        await service.UntilDeployed(cancel);
        await docker.CreateCheckedService("rolling", Replicas, Parallelism, berth.Image, RunTaskLatency.Script, cancel);
        await docker.UntilRunning(Replicas, cancel);

        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            progress($"round {round + 1} of {options.Rounds}");
            await berth.Register(Definition(berth, round + 1), cancel);
            var clock = Stopwatch.GetTimestamp();
            await service.Update("rolling", cancel);
            await service.UntilDeployed(cancel);
            ours.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);

            clock = Stopwatch.GetTimestamp();
            await docker.UpdateService("rolling", $"ROUND={round + 1}", cancel);
            await docker.UntilUpdated("rolling", Replicas, $"ROUND={round + 1}", cancel);
            theirs.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return [new($"rolling update of {Replicas}, health checked", "docker service update, start-first", ours, theirs) { Goal = Goal.TimesFaster(1.5) }];
    }

    private static JsonObject Definition(BerthSubject berth, int round)
    {
        var definition = berth.Logging("rolling");
        var container = definition["containerDefinitions"]![0]!;
        container["environment"] = new JsonArray(new JsonObject { ["name"] = "ROUND", ["value"] = $"{round}" });
        container["healthCheck"] = new JsonObject { ["command"] = new JsonArray("CMD", "/bin/ls", "/"), ["interval"] = 5, ["retries"] = 1 };
        return definition;
    }
}
