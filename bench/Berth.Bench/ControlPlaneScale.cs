using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Berth.Bench;

/// <summary>A thousand services of a hundred tasks on the simulated engine, then the same at a tenth of the size: how long until every service is stable, what it costs in memory, and how long until it is so again after a tenth of the tasks ended at once.</summary>
internal sealed class ControlPlaneScale : IBenchmark
{
    private const int TasksPerService = 100;
    private const int ServicesPerVpc = 500;
    private const int AtOnce = 8;

    public string Name => "control-plane";

    public string Description => "1,000 services with 100,000 simulated tasks: time to stable, memory, a tenth lost at once, growth from a tenth of it";

    public int DefaultRounds => 1;

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        var (small, large) = (await Measure(options, 100, progress, cancel), await Measure(options, 1000, progress, cancel));
        return
        [
            new("1,000 services, 100,000 tasks → stable", "", [large.Steady], []) { Unit = "s", Goal = Goal.OrLess(60) },
            new("resident memory of the server then", "", [large.Megabytes], []) { Unit = "MB", Goal = Goal.OrLess(1500) },
            new("a tenth of the tasks lost at once → stable", "", [large.Again], []) { Unit = "s", Goal = Goal.OrLess(30) },
            new("growth of the first from 100 services, ten times as many", "linear growth", [large.Steady], [small.Steady * 10]) { Unit = "s", Goal = Goal.OrLess(1) },
            new("growth of the last", "linear growth", [large.Again], [small.Again * 10]) { Unit = "s", Goal = Goal.OrLess(1) },
        ];
    }

    private static async Task<(double Steady, double Megabytes, double Again)> Measure(BenchOptions options, int services, Action<string> progress, CancellationToken cancel)
    {
        progress($"{services} services of {TasksPerService}: starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, "simulated", withImage: false, cancel);
        await berth.RaiseVcpuQuota(cancel);
        var subnets = new List<string>();
        for (var i = 0; i <= (services - 1) / ServicesPerVpc; i++) subnets.Add(await berth.MakeLargeSubnet(i, cancel));

        var clock = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, services, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, stop) =>
            await BenchService.Create(berth, Name(i), "bench", TasksPerService, [subnets[i / ServicesPerVpc]], stop));
        progress($"created after {Seconds(clock)}");
        await UntilStable(berth, services, progress, cancel);
        var steady = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        var megabytes = Processes.ResidentMegabytes(berth.ServerProcess);
        progress($"stable after {Seconds(clock)}, {megabytes:0} MB");

        clock = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, services, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, stop) =>
        {
            var lost = (await berth.Ecs("ListTasks", new() { ["serviceName"] = Name(i), ["maxResults"] = TasksPerService / 10 }, stop))["taskArns"]!.AsArray();
            foreach (var task in lost) await berth.Ecs("StopTask", new() { ["task"] = (string)task! }, stop);
        });
        await UntilStable(berth, services, progress, cancel);
        progress($"stable again after {Seconds(clock)}");
        return (steady, megabytes, Stopwatch.GetElapsedTime(clock).TotalSeconds);

        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"s{i:D4}");
    }

    /// <summary>As the CLI's waiter services-stable judges: one deployment, and running as many as desired.</summary>
    private static async Task UntilStable(BerthSubject berth, int services, Action<string> progress, CancellationToken cancel)
    {
        const int PerCall = 10;
        for (var (done, told) = (0, Stopwatch.GetTimestamp()); done < services;)
        {
            var names = Enumerable.Range(done, Math.Min(PerCall, services - done)).Select(i => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"s{i:D4}"));
            var seen = (await berth.Ecs("DescribeServices", new() { ["services"] = new JsonArray([.. names]) }, cancel))["services"]!.AsArray();
            var stable = seen.TakeWhile(s => s!["deployments"]!.AsArray().Count == 1 && (int)s["runningCount"]! == (int)s["desiredCount"]!).Count();
            done += stable;
            if (stable == 0) await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
            if (Stopwatch.GetElapsedTime(told).TotalSeconds < 10) continue;
            told = Stopwatch.GetTimestamp();
            progress($"{done} of {services} are stable");
        }
    }

    private static string Seconds(long since) => string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
}
