using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>kill -9 at any moment, then up: every acknowledged write is there, running tasks were never disturbed, ended ones tell the truth, nothing is orphaned.</summary>
/// <param name="kills">How many, in the tests of every day.</param>
/// <param name="killsLong">In the long ones.</param>
public abstract class CrashSuite(BerthInstallation berth, int kills, int killsLong)
{
    private const int Workers = 3;

    /// <summary>Acknowledged writes between two kills, at most.</summary>
    private const int WritesMax = 60;

    private readonly CrashScenery scenery = new(berth);
    private readonly Journal journal = new();
    private TaskCompletionSource server = Up();

    [Fact]
    public async Task Kills_at_random_moments_lose_nothing_that_was_acknowledged_and_disturb_nothing_that_runs()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("BERTH_CRASH_SEED") ?? $"{Random.Shared.Next()}", CultureInfo.InvariantCulture);
        var last = Environment.GetEnvironmentVariable("BERTH_TEST_LONG") == "1" ? killsLong : kills;
        var history = new List<string>();
        try
        {
            await scenery.Prepare();
            var belongings = new Belongings(berth, scenery.Api);

            // What the first task makes for all that follow, its VPC's router and its image, is no leftover.
            await scenery.Until(await scenery.Run("exit 0", 1), "STOPPED");
            var before = await belongings.Settled();
            var steady = await scenery.Run("sleep 3600", 3);
            await scenery.Until(steady, "RUNNING");
            var processes = await Processes(steady);

            using var stop = new CancellationTokenSource();
            var workers = await Start(seed, stop.Token);
            var (killer, dice) = (new Killer(berth, belongings.RunDirectory), new Random(seed));
            for (var kill = 0; kill < last; kill++)
            {
                await Task.WhenAny([journal.More(dice.Next(1, WritesMax)), .. workers]);
                if (workers.FirstOrDefault(w => w.IsCompleted) is { } broken) await broken;
                server = new(TaskCreationOptions.RunContinuationsAsynchronously);
                history.Add($"{await killer.Kill(dice)} after {journal.Acknowledged}");
                var up = await berth.Run("up", "--detach", "--offline");
                Assert.True(up.ExitCode == 0, up.ToString());
                server.SetResult();
                Assert.Equal(processes, await Processes(steady));
            }

            await stop.CancelAsync();
            await Task.WhenAll(workers);
            await CheckWrites();
            await CheckTasks(steady);
            Assert.Equal(processes, await Processes(steady));
            foreach (var task in steady) await scenery.Api.Call("ecs", "StopTask", new JsonObject { ["task"] = task });
            await UntilAllStopped();
            await belongings.AssertBackAt(before);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"BERTH_CRASH_SEED={seed}, killed: {string.Join(", ", history)}\n{failure.Message}", failure);
        }
    }

    private static TaskCompletionSource Up()
    {
        var up = new TaskCompletionSource();
        up.SetResult();
        return up;
    }

    private static async Task<IReadOnlyList<string>> Processes(IEnumerable<string> tasks)
    {
        var all = new List<string>();
        foreach (var task in tasks)
        {
            var process = await TaskProcess.Of(Scenery.IdOf(task));
            Assert.NotEmpty(process);
            all.Add(process);
        }

        return all;
    }

    private async Task<IReadOnlyList<Task>> Start(int seed, CancellationToken stop)
    {
        var workers = Enumerable.Range(0, Workers).Select(n => new Worker(n, seed + n, scenery.Api, scenery.Subnet, journal, () => server.Task)).ToList();
        foreach (var worker in workers) await scenery.Api.Call("logs", "CreateLogStream", new JsonObject { ["logGroupName"] = Worker.Group, ["logStreamName"] = worker.Stream });
        return [.. workers.Select(w => Task.Run(() => w.Run(stop), CancellationToken.None))];
    }

    private async Task CheckWrites()
    {
        foreach (var definition in journal.Definitions)
            Assert.Equal(definition, (string?)(await scenery.Api.Call("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = definition }))["taskDefinition"]!["taskDefinitionArn"]);
        var groups = (await All("logs", "DescribeLogGroups", "logGroups", new JsonObject { ["logGroupNamePrefix"] = Worker.Group + "/" })).Select(g => (string)g["logGroupName"]!).ToHashSet(StringComparer.Ordinal);
        Assert.All(journal.LogGroups, group => Assert.Contains(group, groups));
        foreach (var (stream, lines) in journal.Lines)
        {
            var kept = await Lines(stream);
            Assert.Empty(lines.Except(kept));
            Assert.Equal(kept.Count, kept.Distinct().Count());
        }

        var tags = (await scenery.Api.Call("ecs", "ListTagsForResource", new JsonObject { ["resourceArn"] = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/default" }))["tags"]!.AsArray()
            .ToDictionary(t => (string)t!["key"]!, t => int.Parse((string)t!["value"]!, CultureInfo.InvariantCulture));
        Assert.All(journal.Tags.Where(t => t.Value.Acknowledged >= 0), tag => Assert.Contains(tags[tag.Key], (int[])[tag.Value.Acknowledged, tag.Value.Asked]));
    }

    /// <summary>Every task that was acknowledged runs to its end and shows the exit code that it had, also one that ended while nobody looked.</summary>
    private async Task CheckTasks(IReadOnlyList<string> steady)
    {
        var tasks = await scenery.Until([.. journal.Tasks.Keys], "STOPPED");
        Assert.Equal(journal.Tasks.Count, tasks.Count);
        foreach (var task in tasks)
        {
            var expected = journal.Tasks[(string)task["taskArn"]!];
            Assert.True((string)task["lastStatus"]! == "STOPPED", $"The task does not end: {task}");
            if (expected is { } code) Assert.True((int?)task["containers"]![0]!["exitCode"] == code, $"Exit code {code} was expected: {task}");
        }

        Assert.All(await scenery.Describe(steady), task => Assert.Equal("RUNNING", (string)task["lastStatus"]!));
    }

    /// <summary>Also those tasks whose RunTask was never answered.</summary>
    private async Task UntilAllStopped()
    {
        foreach (var status in (string[])["RUNNING", "STOPPED"])
        {
            var listed = await Look.Until(async () => (await All("ecs", "ListTasks", "taskArns", new JsonObject { ["desiredStatus"] = status })).Select(a => (string)a!).ToList(), arns => status == "STOPPED" || arns.Count == 0);
            if (status == "RUNNING") Assert.Empty(listed);
            else await scenery.Until(listed, "STOPPED");
        }
    }

    private async Task<IReadOnlyList<string>> Lines(string stream)
    {
        var lines = new List<string>();
        string? token = null;
        while (true)
        {
            var request = new JsonObject { ["logGroupName"] = Worker.Group, ["logStreamName"] = stream, ["startFromHead"] = true };
            if (token is not null) request["nextToken"] = token;
            var page = await scenery.Api.Call("logs", "GetLogEvents", request);
            lines.AddRange(page["events"]!.AsArray().Select(e => (string)e!["message"]!));
            var next = (string)page["nextForwardToken"]!;
            if (next == token) return lines;
            token = next;
        }
    }

    private async Task<IReadOnlyList<JsonNode>> All(string service, string operation, string list, JsonObject request)
    {
        var items = new List<JsonNode>();
        do
        {
            var page = await scenery.Api.Call(service, operation, request);
            items.AddRange(page[list]!.AsArray().Select(i => i!));
            request = (JsonObject)request.DeepClone();
            request["nextToken"] = page["nextToken"]?.DeepClone();
        }
        while (request["nextToken"] is not null);
        return items;
    }
}
