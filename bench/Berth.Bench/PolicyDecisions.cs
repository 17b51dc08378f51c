using System.Diagnostics;
using Berth.Domain.Access;
using Berth.Testing.Access;

namespace Berth.Bench;

/// <summary>How many policy decisions one core makes in a second, with ten policies of twenty statements, beside an evaluator that reads the JSON anew each time.</summary>
internal sealed class PolicyDecisions : IBenchmark
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public string Name => "policy-decisions";

    public int DefaultRounds => 10;

    public string Description => "policy decisions per second on one core, 10 policies of 20 statements, beside a naive evaluator";

    public Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        var sets = new AccessPolicySets(AccessPolicies.Compile(SamplePolicies.Policies), null, null, null, null);
        var naive = new NaiveEvaluator(new Dictionary<PolicySource, IReadOnlyList<string>> { [PolicySource.Identity] = [.. SamplePolicies.Policies.Select(p => p.Document)] }, resourceMustAllow: false);
        var questions = SamplePolicies.Questions.Select(q => (q.Action, q.Resource, q.Keys, Plain: q.Keys.Names.ToDictionary(n => n, n => q.Keys.Find(n)!))).ToArray();
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");
            var us = PerSecond(i => AccessEvaluator.Decide(questions[i].Action, questions[i].Resource, SamplePolicies.Principal, questions[i].Keys, sets).Verdict, questions.Length);
            var them = PerSecond(i => naive.Decide(questions[i].Action, questions[i].Resource, SamplePolicies.Principal, questions[i].Plain), questions.Length);
            if (round < 0) continue;
            ours.Add(us / 1000);
            theirs.Add(them / 1000);
        }

        return Task.FromResult<IReadOnlyList<Comparison>>(
        [
            new("policy decisions of one core", "", ours, []) { Unit = "thousand/s", Goal = Goal.OrMore(500) },
            new("policy decisions of one core, beside the naive", "naive evaluator", ours, theirs) { Unit = "thousand/s" },
        ]);
    }

    /// <param name="decide">Answers question number so and so.</param>
    private static double PerSecond(Func<int, AccessVerdict> decide, int questions)
    {
        var (allowed, count, clock) = (0, 0L, Stopwatch.StartNew());
        while (clock.Elapsed < Duration)
        {
            for (var i = 0; i < questions; i++)
            {
                if (decide(i) == AccessVerdict.Allowed) allowed++;
            }

            count += questions;
        }

        // Questions that all end alike would measure only half of the work.
        return allowed > 0 && allowed < count ? count / clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"{allowed} of {count} were allowed.");
    }
}
