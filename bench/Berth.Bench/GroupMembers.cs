namespace Berth.Bench;

/// <summary>The same change where the rules name a group with a thousand members, interfaces without tasks: how long it takes, and how many rulesets the router commits for it.</summary>
internal sealed class GroupMembers : IBenchmark
{
    private const int Members = 1000;
    private const int MembersPort = 8080;

    /// <summary>Until a monitor hears, and until it has said all that it heard.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public string Name => "group-members";

    public int DefaultRounds => 10;

    public string Description => "change of a security group whose rules name 1,000 members, and the ruleset commits that it takes";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, cancel);
        var (group, named) = (await BenchGroup.Make(berth, "bench-task", cancel), await BenchGroup.Make(berth, "bench-members", cancel));
        progress($"making {Members} members");
        for (var i = 0; i < Members; i++)
            await berth.Ec2("CreateNetworkInterface", new Dictionary<string, string> { ["SubnetId"] = berth.Subnets[0], ["SecurityGroupId.1"] = named.GroupId }, "networkInterfaceId", cancel);
        await group.AdmitMembers(named.GroupId, MembersPort, cancel);
        var watch = await group.Fill(1, cancel);

        var times = new List<double>();
        for (var round = -1; round < options.Rounds; round++)
        {
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");
            var (admitted, shut) = (await watch.UntilAdmitted(() => group.Admit(cancel), cancel), await watch.UntilShut(() => group.Revoke(cancel), cancel));
            if (round >= 0) times.AddRange([admitted, shut]);
        }

        // Apart from the rounds: who listens to the kernel slows it down.
        progress("counting commits");
        var router = berth.NamespacePin(group.VpcId);
        var commits = new List<double>
        {
            await Commits(router, () => watch.UntilAdmitted(() => group.Admit(cancel), cancel), cancel),
            await Commits(router, () => watch.UntilShut(() => group.Revoke(cancel), cancel), cancel),
        };
        return
        [
            new($"change of a rule, {Members} members named → the task obeys", "", times, []),
            new($"ruleset commits per change, {Members} members named", "", commits, []) { Unit = "commits", Goal = Goal.OrLess(1) },
        ];
    }

    /// <summary>Each transaction of nftables begins a new generation, which <c>nft monitor</c> tells: <c># new generation 12 by process 4711 (berth)</c>.</summary>
    private static async Task<double> Commits(string routerPin, Func<Task> change, CancellationToken cancel)
    {
        var log = Path.GetTempFileName();
        try
        {
            using var monitor = Programs.Start("/usr/bin/nsenter", ["--net=" + routerPin, "/usr/sbin/nft", "monitor"], log);
            try
            {
                await Task.Delay(Settling, cancel);
                await change();
                await Task.Delay(Settling, cancel);
            }
            finally
            {
                monitor.Kill();
                await monitor.WaitForExitAsync(CancellationToken.None);
            }

            var count = (await File.ReadAllLinesAsync(log, cancel)).Count(l => l.StartsWith("# new generation", StringComparison.Ordinal));
            return count > 0 ? count : throw new InvalidOperationException("nft monitor heard of no commit.");
        }
        finally
        {
            File.Delete(log);
        }
    }
}
