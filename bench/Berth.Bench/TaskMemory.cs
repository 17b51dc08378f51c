namespace Berth.Bench;

/// <summary>What ten thousand running tasks add to the server's memory, on the simulated engine.</summary>
internal sealed class TaskMemory : IBenchmark
{
    private const int Warm = 200;
    private const int Tasks = 10_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public string Name => "task-memory";

    public int DefaultRounds => 1;

    public string Description => "resident memory of the server per running task, with 10,000 simulated ones";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, "simulated", withImage: false, cancel);

        // The first tasks bring in the code that all run through.
        await Start(berth, Warm, cancel);
        await Task.Delay(Settling, cancel);
        var before = Processes.ResidentMegabytes(berth.ServerProcess);
        progress($"running {Tasks} tasks");
        await Start(berth, Tasks - Warm, cancel);
        progress("settling");
        await Task.Delay(Settling, cancel);
        var after = Processes.ResidentMegabytes(berth.ServerProcess);
        progress($"{before:0.0} MB with {Warm} tasks, {after:0.0} MB with {Tasks}");
        return [new("resident memory per running task", "", [(after - before) * 1e6 / 1024 / (Tasks - Warm)], []) { Unit = "KiB", Goal = Goal.OrLess(8) }];
    }

    private static async Task Start(BerthSubject berth, int count, CancellationToken cancel)
    {
        for (var left = count; left > 0; left -= 10) await berth.RunTasks(10, cancel);
        await berth.UntilQuiet(cancel);
    }
}
