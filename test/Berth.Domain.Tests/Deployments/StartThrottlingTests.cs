using Berth.Domain.Deployments;
using CsCheck;

namespace Berth.Domain.Tests.Deployments;

public sealed class StartThrottlingTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    //          rounds seconds until the next try
    [InlineData(0, null)]
    [InlineData(1, null)]           // the first failure is tried again at once
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(9, 1280)]
    [InlineData(10, 1620)]           // 27 minutes at most
    [InlineData(1000, 1620)]
    public void The_delay_doubles_up_to_its_cap(int rounds, int? seconds) => Assert.Equal(seconds is { } s ? Start.AddSeconds(s) : null, StartThrottling.NextTryAt(new(rounds, rounds == 0 ? null : Start)));

    [Fact]
    public void All_failures_of_one_try_are_one() => Assert.Equal(2, new[] { (0, 10), (1, 11), (2, 12), (15, 20), (16, 21) }
        .Aggregate(StartThrottle.None, (t, f) => StartThrottling.Failed(t, Start.AddSeconds(f.Item1), Start.AddSeconds(f.Item2))).Rounds);

    [Fact]
    public void Safety_rounds_and_delay_only_rise() => Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100]).List[0, 30].Sample(failures =>
    {
        var throttle = StartThrottle.None;
        foreach (var (created, ran) in failures)
        {
            var next = StartThrottling.Failed(throttle, Start.AddSeconds(created), Start.AddSeconds(created + ran));
            Assert.InRange(next.Rounds, throttle.Rounds, throttle.Rounds + 1);
            throttle = next;
        }
    });

    [Fact]
    public void Liveness_the_next_try_always_comes() => Gen.Int[1, 100_000].Sample(rounds =>
        Assert.True(StartThrottling.NextTryAt(new(rounds, Start)) is not { } at || at <= Start + StartThrottling.DelayMax));
}
