using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>Tasks come and go in their hundreds and leave nothing: not on the machine, not on the disk, not in the server's memory.</summary>
public sealed class LeakTests(BerthInstallation berth) : IClassFixture<BerthInstallation>
{
    private const int Tasks = 100;
    private const int TasksLong = 500;
    private const int PerWave = 20;

    /// <summary>RunTask's most.</summary>
    private const int PerCall = 10;

    /// <summary>A stopped task is described for an hour, so each is kept in memory for now: what a server may grow by for one, and what it may vary by whatever it did.</summary>
    private const long BytesPerTaskMax = 64 << 10;
    private const long BytesOfChanceMax = 64 << 20;

    private const int DescriptorsOfChanceMax = 16;

    private readonly CrashScenery scenery = new(berth);

    [Fact]
    public async Task Hundreds_of_tasks_leave_nothing_behind()
    {
        var tasks = Environment.GetEnvironmentVariable("BERTH_TEST_LONG") == "1" ? TasksLong : Tasks;
        await scenery.Prepare();
        var belongings = new Belongings(berth, scenery.Api);

        // Twice, so that what is made once, threads and connections and caches, is there before anything is counted.
        for (var wave = 0; wave < 2; wave++) await Wave(wave);
        var before = await belongings.Settled();
        var (descriptors, bytes) = await OfServer();
        for (var wave = 0; wave < tasks / PerWave; wave++) await Wave(wave);

        await belongings.AssertBackAt(before);
        var after = await OfServer();
        Assert.True(after.Descriptors <= descriptors + DescriptorsOfChanceMax, $"The server had {descriptors} descriptors and has {after.Descriptors} after {tasks} tasks.");
        Assert.True(after.Bytes <= bytes + BytesOfChanceMax + (tasks * BytesPerTaskMax), $"The server had {bytes >> 20} MiB resident and has {after.Bytes >> 20} MiB after {tasks} tasks.");
    }

    /// <summary>Half of the tasks end by themselves, half are stopped.</summary>
    private async Task Wave(int number)
    {
        var ending = new List<string>();
        var stopped = new List<string>();
        for (var i = 0; i < PerWave / PerCall; i++)
        {
            if (i % 2 == 0) ending.AddRange(await scenery.Run($"exit {number % 100}", PerCall));
            else stopped.AddRange(await scenery.Run("trap 'exit 0' TERM; sleep 600 & wait", PerCall));
        }

        foreach (var task in await scenery.Until(stopped, "RUNNING")) await scenery.Api.Call("ecs", "StopTask", new JsonObject { ["task"] = task["taskArn"]!.DeepClone() });
        foreach (var task in await scenery.Until([.. ending, .. stopped], "STOPPED")) Assert.True((string)task["lastStatus"]! == "STOPPED", $"It does not end: {task}");
        foreach (var task in await scenery.Describe(ending)) Assert.True((int?)task["containers"]![0]!["exitCode"] == number % 100, $"Exit code {number % 100} was expected: {task}");
    }

    private async Task<(int Descriptors, long Bytes)> OfServer()
    {
        var pid = await berth.ServerPid();
        var resident = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return (Directory.GetFiles($"/proc/{pid}/fd").Length, long.Parse(resident, CultureInfo.InvariantCulture) << 10);
    }
}
