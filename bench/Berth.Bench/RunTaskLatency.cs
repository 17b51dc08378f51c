using System.Diagnostics;

namespace Berth.Bench;

/// <summary>From the RunTask call to the process executing and the task RUNNING, beside <c>docker run -d</c> of the same image with the same limits.</summary>
internal sealed class RunTaskLatency : IBenchmark
{
    /// <summary>The container says when it executes; its log's clock is read on both sides.</summary>
    public const string Script = "echo started; exec sleep 3600";

    public string Name => "run-task";

    public string Description => "RunTask call to executing and RUNNING, beside docker run -d of the same image";

    public int DefaultRounds => 50;

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, cancel);
        progress("starting docker");
        await using var docker = await DockerPeer.Start(cancel);
        await docker.Load(berth.Image, await berth.RegistryPassword(cancel), cancel);

        var (ours, theirs, oursExecuting, theirsExecuting) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < options.Rounds; round++)
        {
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");

            // One after the other and in turn, so that neither disturbs the other and both see the same machine.
            var (running, executing) = await Ours(berth, cancel);
            var (returned, dockerExecuting) = await Theirs(docker, berth.Image, cancel);
            if (round < 0) continue;
            ours.Add(Math.Max(running, executing));
            theirs.Add(Math.Max(returned, dockerExecuting));
            oursExecuting.Add(executing);
            theirsExecuting.Add(dockerExecuting);
        }

        return
        [
            new("RunTask call → executing and RUNNING", "docker run -d", ours, theirs) { Goal = Goal.OrLess(0.25) },
            new("RunTask call → first line of the process", "docker run -d", oursExecuting, theirsExecuting),
        ];
    }

    private static async Task<(double Running, double Executing)> Ours(BerthSubject berth, CancellationToken cancel)
    {
        var (clock, called) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow);
        var task = await berth.RunTask(cancel);
        await berth.Until(task, "RUNNING", cancel);
        var running = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        var executing = await berth.FirstLineAt(task, cancel) - ToMilliseconds(called);
        await berth.Ecs("StopTask", new() { ["task"] = task }, cancel);
        await berth.Until(task, "STOPPED", cancel);
        return (running, executing);
    }

    private static async Task<(double Returned, double Executing)> Theirs(DockerPeer docker, string image, CancellationToken cancel)
    {
        var (clock, called) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow);
        var container = await docker.RunDetached(image, Script, cancel);
        var returned = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        var executing = await docker.FirstLineAt(container, cancel) - ToMilliseconds(called);
        await docker.Remove(container, cancel);
        return (returned, executing);
    }

    private static double ToMilliseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
