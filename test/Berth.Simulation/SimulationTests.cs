using System.Collections.Concurrent;
using System.Globalization;
using Berth.Simulation.Runs;

namespace Berth.Simulation;

/// <summary>
/// Whole clusters of deciders and simulated nodes, from seeds. One seed alone: <c>BERTH_SIMULATION_SEED=17 artifacts/bin/Berth.Simulation/release/Berth.Simulation</c>.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 1_000;
    private const int SeedsLong = 100_000;

    /// <summary>Of many seeds that fail, these are shown.</summary>
    private const int ShownMax = 3;

    [Theory]
    [InlineData(64)]            // a deployment whose tasks are all unhealthy neither went on nor failed
    [InlineData(113)]           // a FAILED deployment took the place of its tasks that ended
    [InlineData(553)]           // spreading a service anew gave back what was started for it, for ever
    [InlineData(780989002139)]  // scale-in went below the floor where those on their way were protected
    [InlineData(340910002846)]  // two owners started the same tasks twice
    [InlineData(140589052222)]  // a steady service never looked whether it is spread evenly
    [InlineData(140589001325)]  // deleted between the look and the decision
    public void What_failed_once_never_fails_again(ulong seed) => Assert.Null(SimulationRun.Play(seed));

    [Fact]
    public void The_same_seed_gives_the_same_run() => Assert.Equal(SimulationRun.Trace(1), SimulationRun.Trace(1));

    [Fact]
    public void No_seed_breaks_an_invariant_and_every_service_arrives()
    {
        var (first, count) = Environment.GetEnvironmentVariable("BERTH_SIMULATION_SEED") is { } one ? (ulong.Parse(one, CultureInfo.InvariantCulture), 1)
            : Environment.GetEnvironmentVariable("BERTH_TEST_LONG") == "1" ? (1_000_000UL * (ulong)Random.Shared.Next(1, 1_000_000), SeedsLong) : (1UL, Seeds);
        var failed = new ConcurrentDictionary<ulong, string>();
        Parallel.For(0, count, (i, loop) =>
        {
            if (failed.Count >= ShownMax) return;
            if (SimulationRun.Play(first + (ulong)i) is { } report) failed[first + (ulong)i] = report;
        });
        if (!failed.IsEmpty) Assert.Fail(string.Join("\n\n", failed.OrderBy(f => f.Key).Take(ShownMax).Select(f => f.Value)));
    }
}
