namespace Berth.Bench;

/// <summary>How long the last of many running tasks takes to obey a change of the security group that they all use.</summary>
internal sealed class GroupChange : IBenchmark
{
    private const int Tasks = 200;

    public string Name => "group-change";

    public int DefaultRounds => 10;

    public string Description => "change of a security group that 200 running tasks use, until the last obeys";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, cancel);
        var group = await BenchGroup.Make(berth, "bench-tasks", cancel);
        progress($"running {Tasks} tasks");
        var watch = await group.Fill(Tasks, cancel);

        var (admitted, shut) = (new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");
            var (admit, revoke) = (await watch.UntilAdmitted(() => group.Admit(cancel), cancel), await watch.UntilShut(() => group.Revoke(cancel), cancel));
            if (round < 0) continue;
            admitted.Add(admit);
            shut.Add(revoke);
        }

        return
        [
            new($"rule added to a group → last of {Tasks} tasks admits", "", admitted, []) { Goal = Goal.OrLess(1000) },
            new($"rule taken away → last of {Tasks} tasks drops", "", shut, []) { Goal = Goal.OrLess(1000) },
        ];
    }
}
