using System.Text.Json.Nodes;
using Berth.Bench.Load;

namespace Berth.Bench;

/// <summary>Requests per second of a few ECS operations, on the simulated engine beside a moto server, and the same reads with few tasks and with many.</summary>
internal sealed class ApiThroughput : IBenchmark
{
    private const int Clients = 16;
    private const int Few = 100;
    private const int Many = 10_000;

    /// <summary>As many in each of the three subnets.</summary>
    private const int PerCall = 9;
    private const int RunTasksPerRound = 1000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public string Name => "api";

    public int DefaultRounds => 3;

    public string Description => "requests/s of RunTask, RegisterTaskDefinition, DescribeTasks and ListTasks, beside moto";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth and moto");
        await using var berth = await BerthSubject.Start(options.Program, "simulated", withImage: false, cancel);
        await using var moto = await MotoPeer.Start(cancel);
        if (moto is null) progress("no moto_server on the PATH (pip install 'moto[server]'): the rows beside it are left out");
        IReadOnlyList<IApiSubject> sides = moto is null ? [berth] : [berth, moto];
        var rounds = options.Rounds;

        List<double>[] Measure(string what, Func<IApiSubject, IReadOnlyList<byte[]>> requests)
        {
            var figures = sides.Select(_ => new List<double>()).ToArray();
            for (var round = -1; round < rounds; round++)
            {
                progress(round < 0 ? $"{what}: warming up" : $"{what}: round {round + 1} of {rounds}");
                for (var i = 0; i < sides.Count; i++)
                {
                    var perSecond = LoadRun.Measure(sides[i].Endpoint, requests(sides[i]), Round, cancel);
                    if (round >= 0) figures[i].Add(perSecond);
                }
            }

            return figures;
        }

        var register = Measure("RegisterTaskDefinition", side => PerClient(i => side.Request("RegisterTaskDefinition", SampleRequests.Definition($"family-{i}"))));
        var few = sides.ToDictionary(s => s.Name, s => Fill(s, Few, progress, cancel));
        var (describeFew, listFew) = (Measure($"DescribeTasks, {Few} tasks", side => Describe(side, few[side.Name])), Measure($"ListTasks, {Few} tasks", List));

        // So many, and not for a while: each is a task that stays, and the default VPC has addresses for 12,000.
        var run = sides.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            progress(round < 0 ? "RunTask: warming up" : $"RunTask: round {round + 1} of {rounds}");
            for (var i = 0; i < sides.Count; i++)
            {
                var side = sides[i];
                var perSecond = LoadRun.Times(side.Endpoint, PerClient(client => side.Request("RunTask", SampleRequests.RunTask("bench", [side.Subnets[client % side.Subnets.Count]], 1))), RunTasksPerRound, cancel);
                if (round >= 0) run[i].Add(perSecond);

                // What a burst left to be done must not be paid by the next one.
                if (side is BerthSubject busy) await busy.UntilQuiet(cancel);
            }
        }

        var many = sides.ToDictionary(s => s.Name, s => Fill(s, Many, progress, cancel));
        await berth.UntilQuiet(cancel);
        var (describe, list) = (Measure($"DescribeTasks, {Many} tasks", side => Describe(side, many[side.Name])), Measure($"ListTasks, {Many} tasks", List));

        var rows = new List<Comparison>();
        if (moto is not null)
        {
            rows.Add(PerSecond("RunTask", run, 15));
            rows.Add(PerSecond("RegisterTaskDefinition, durable", register, 15));
            rows.Add(PerSecond($"DescribeTasks of 100, {Many} tasks", describe, 50));
            rows.Add(PerSecond($"ListTasks, {Many} tasks", list, 500));
        }

        rows.Add(new($"DescribeTasks of 100, {Many} tasks against {Few}", $"the same with {Few}", describe[0], describeFew[0]) { Unit = "/s", Goal = Goal.OrMore(0.8) });
        rows.Add(new($"ListTasks, {Many} tasks against {Few}", $"the same with {Few}", list[0], listFew[0]) { Unit = "/s", Goal = Goal.OrMore(0.8) });
        return rows;
    }

    private static Comparison PerSecond(string what, List<double>[] figures, double goal) => new(what, "moto", figures[0], figures[1]) { Unit = "/s", Goal = Goal.OrMore(goal) };

    private static List<byte[]> PerClient(Func<int, byte[]> request) => [.. Enumerable.Range(0, Clients).Select(request)];

    private static List<byte[]> Describe(IApiSubject side, IReadOnlyList<string> tasks) => PerClient(_ => side.Request("DescribeTasks", SampleRequests.DescribeTasks(tasks.Take(100))));

    private static List<byte[]> List(IApiSubject side) => PerClient(_ => side.Request("ListTasks", []));

    /// <summary>Runs tasks until there are so many.</summary>
    /// <returns>ARNs of the first hundred.</returns>
    private static IReadOnlyList<string> Fill(IApiSubject side, int wanted, Action<string> progress, CancellationToken cancel)
    {
        using var connection = new KeepAliveConnection(side.Endpoint);
        var first = new List<string>();
        var count = 0;
        string? next = null;
        do
        {
            var page = JsonNode.Parse(connection.Exchange(side.Request("ListTasks", next is null ? [] : new() { ["nextToken"] = next })).Span)!;
            var tasks = page["taskArns"]!.AsArray().Select(t => (string)t!).ToList();
            if (first.Count == 0) first = tasks;
            count += tasks.Count;
            next = (string?)page["nextToken"];
        }
        while (next is not null);
        if (count >= wanted) return first;
        progress($"{side.Name}: running {wanted - count} tasks");
        var request = side.Request("RunTask", SampleRequests.RunTask("bench", side.Subnets, PerCall));
        for (var left = wanted - count; left > 0; left -= PerCall)
        {
            var made = JsonNode.Parse(connection.Exchange(request).Span)!["tasks"]!.AsArray().Count;
            if (made < PerCall) throw new InvalidOperationException($"{side.Name} placed {made} tasks of {PerCall}.");
            cancel.ThrowIfCancellationRequested();
        }

        return Fill(side, wanted, progress, cancel);
    }
}
