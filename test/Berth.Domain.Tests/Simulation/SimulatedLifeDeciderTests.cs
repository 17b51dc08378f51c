using System.Globalization;
using Berth.Domain.Simulation;
using CsCheck;

namespace Berth.Domain.Tests.Simulation;

public sealed class SimulatedLifeDeciderTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Lives of any kind, what was done to them in the first minute, and a moment to look.</summary>
    private static readonly Gen<(SimulatedLife Life, SimulatedPast Past, DateTimeOffset Now)> Any =
        from exit in Gen.OneOf(Gen.Const(""), Gen.Int[0, 60].Select(s => $"BERTH_SIMULATE_EXIT={s}:1"), Gen.Int[0, 60].Select(s => $"BERTH_SIMULATE_EXIT={s}:oom"))
        from stop in Gen.OneOf(Gen.Const(""), Gen.Const("BERTH_SIMULATE_STOP=never"), Gen.Int[0, 9].Select(s => $"BERTH_SIMULATE_STOP={s}:0"))
        from asked in Gen.Int[0, 60]
        from signal in Gen.OneOf(Gen.Const(0), Gen.Const(3), Gen.Const(15))
        from killed in Gen.OneOf(Gen.Const((int?)null), Gen.Int[0, 60].Select(s => (int?)s))
        from now in Gen.Int[0, 90]
        select (SimulatedLife.Parse([exit, stop]), new SimulatedPast(Start, signal, signal == 0 ? default : At(asked), killed is { } k ? At(k) : null), At(now));

    [Theory]
    //          what is told                          asked  killed  now   moment
    [InlineData("", null, null, 1000, "runs")]
    [InlineData("BERTH_SIMULATE_EXIT=5:2", null, null, 4, "runs until 5")]
    [InlineData("BERTH_SIMULATE_EXIT=5:2", null, null, 5, "ended 2 at 5")]
    [InlineData("BERTH_SIMULATE_EXIT=5:oom", null, null, 9, "ended 137 at 5, out of memory")]
    [InlineData("", 3, null, 3, "ended 143 at 3")]
    [InlineData("BERTH_SIMULATE_STOP=2:0", 3, null, 4, "runs until 5")]
    [InlineData("BERTH_SIMULATE_STOP=2:0", 3, null, 5, "ended 0 at 5")]
    [InlineData("BERTH_SIMULATE_STOP=never", 3, null, 99, "runs")]
    [InlineData("BERTH_SIMULATE_STOP=never", 3, 33, 99, "ended 137 at 33")]
    [InlineData("BERTH_SIMULATE_EXIT=5:2", 9, 12, 99, "ended 2 at 5")] // its own end came first
    [InlineData("BERTH_SIMULATE_EXIT=5:2", 3, null, 99, "ended 143 at 3")]
    public void Decides(string told, int? asked, int? killed, int now, string moment) => Assert.Equal(moment, Show(SimulatedLifeDecider.Decide(
        SimulatedLife.Parse([told]), new(Start, asked is null ? 0 : 15, asked is { } a ? At(a) : default, killed is { } k ? At(k) : null), At(now))));

    /// <summary>Nobody dies in the future, and the dead stay as they are.</summary>
    [Fact]
    public void An_end_is_never_ahead_and_never_changes() => Any.Sample(x =>
    {
        if (SimulatedLifeDecider.Decide(x.Life, x.Past, x.Now) is not SimulatedMoment.Ended end) return;
        Assert.True(end.At <= x.Now && end.At >= Start);
        Assert.Equal(end, SimulatedLifeDecider.Decide(x.Life, x.Past, x.Now.AddDays(1)));
    });

    /// <summary>Whoever looks again when it was told to finds the end; what was killed, ends.</summary>
    [Fact]
    public void The_end_comes_when_it_was_foretold() => Any.Sample(x =>
    {
        var moment = SimulatedLifeDecider.Decide(x.Life, x.Past, x.Now);
        if (moment is SimulatedMoment.Runs { EndsAt: { } due })
        {
            Assert.True(due > x.Now);
            Assert.Equal(due, Assert.IsType<SimulatedMoment.Ended>(SimulatedLifeDecider.Decide(x.Life, x.Past, due)).At);
        }

        if (x.Past.KilledAt is not null || x.Life.EndsAfter is not null) Assert.IsType<SimulatedMoment.Ended>(SimulatedLifeDecider.Decide(x.Life, x.Past, At(1000)));
    });

    [Theory]
    [InlineData("", 5, true)]
    [InlineData("BERTH_SIMULATE_HEALTH=unhealthy", 0, false)]
    [InlineData("BERTH_SIMULATE_HEALTH=healthy,10:unhealthy,20:healthy", 9, true)]
    [InlineData("BERTH_SIMULATE_HEALTH=healthy,10:unhealthy,20:healthy", 10, false)]
    [InlineData("BERTH_SIMULATE_HEALTH=healthy,10:unhealthy,20:healthy", 25, true)]
    public void Health_turns_as_it_was_told(string told, int now, bool healthy) => Assert.Equal(healthy, SimulatedLifeDecider.IsHealthy(SimulatedLife.Parse([told]), Start, At(now)));

    private static DateTimeOffset At(int seconds) => Start.AddSeconds(seconds);

    private static string Show(SimulatedMoment moment) => moment switch
    {
        SimulatedMoment.Runs { EndsAt: { } due } => string.Create(CultureInfo.InvariantCulture, $"runs until {(due - Start).TotalSeconds}"),
        SimulatedMoment.Runs => "runs",
        SimulatedMoment.Ended end => string.Create(CultureInfo.InvariantCulture, $"ended {end.ExitCode} at {(end.At - Start).TotalSeconds}{(end.OutOfMemory ? ", out of memory" : "")}"),
        _ => throw new InvalidOperationException(),
    };
}
