using System.Diagnostics;
using Berth.Bench.Load;

namespace Berth.Bench;

/// <summary>
/// What IAM's decisions cost of a RunTask: the call by a user with ten policies of twenty statements, beside the account's root, for whom no policy is evaluated. Simulated engine, one client, in turn.
/// </summary>
internal sealed class Authorisation : IBenchmark
{
    private const int PoliciesPerUser = 10;
    private const int StatementsPerPolicy = 20;
    private const int CallsPerRound = 100;

    public string Name => "authorisation";

    public int DefaultRounds => 10;

    public string Description => "RunTask by a user with 10 policies of 20 statements, beside root, for whom none is evaluated";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, "simulated", withImage: false, cancel);
        var (user, secret) = await berth.CreateUser("bench", [.. Enumerable.Range(0, PoliciesPerUser).Select(Policy)], cancel);
        using var connection = new KeepAliveConnection(berth.Endpoint);
        var (users, roots) = (new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");
            var task = SampleRequests.RunTask("bench", [berth.Subnets[0]], 1);
            var (byUser, byRoot) = (new List<double>(), new List<double>());
            for (var call = 0; call < CallsPerRound; call++)
            {
                byUser.Add(Microseconds(connection, berth.Request("RunTask", task, user, secret)));
                byRoot.Add(Microseconds(connection, berth.Request("RunTask", task)));
            }

            await berth.UntilQuiet(cancel);
            if (round < 0) continue;
            users.Add(byUser.Order().ElementAt(CallsPerRound / 2));
            roots.Add(byRoot.Order().ElementAt(CallsPerRound / 2));
        }

        return [new("RunTask with every policy judged", "root", users, roots) { Unit = "µs", Goal = Goal.OrLess(1.05) }];
    }

    private static double Microseconds(KeepAliveConnection connection, byte[] request)
    {
        var begun = Stopwatch.GetTimestamp();
        connection.Exchange(request);
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
    }

    /// <summary>The last statement of the last policy is the one that permits.</summary>
    private static string Policy(int number) =>
        $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', Enumerable.Range(0, StatementsPerPolicy).Select(s => Statement(number, s)))}}]}""";

    private static string Statement(int policy, int number) => (policy, number) switch
    {
        (PoliciesPerUser - 1, StatementsPerPolicy - 1) => """{"Effect":"Allow","Action":["ecs:*","iam:PassRole"],"Resource":"*"}""",
        (_, 3) => """{"Effect":"Deny","Action":"ecs:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""",
        _ => $$"""{"Effect":"Allow","Action":["ecs:Describe*","s3:Get*"],"Resource":"arn:aws:s3:::bucket-{{policy}}-{{number}}/*"}""",
    };
}
