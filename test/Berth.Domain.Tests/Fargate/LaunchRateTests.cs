using Berth.Domain.Fargate;
using Berth.Domain.Kernel;
using CsCheck;

namespace Berth.Domain.Tests.Fargate;

public sealed class LaunchRateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TokenBucket Bucket = new(PerSecond: 2, Burst: 5);

    [Fact]
    public void Nothing_limits_launches_until_a_rate_is_set() => Assert.Equal((true, null), LaunchRate.Take(null, null, 1_000_000, Now));

    [Fact]
    public void All_of_a_request_are_launched_or_none()
    {
        var (first, left) = LaunchRate.Take(null, Bucket, 4, Now);
        var (second, after) = LaunchRate.Take(left, Bucket, 2, Now);
        Assert.Equal((true, false, 1d), (first, second, after!.Tokens.Left));
        Assert.True(LaunchRate.Take(after, Bucket, 2, Now.AddSeconds(1)).Granted);
    }

    [Fact]
    public void A_rate_that_was_just_changed_begins_full()
    {
        var left = LaunchRate.Take(null, Bucket, 5, Now).Left;
        Assert.True(LaunchRate.Take(left, Bucket with { Burst = 3 }, 3, Now).Granted);
    }

    [Fact]
    public void Safety_never_more_than_the_burst_and_what_came_back_since() => Gen.Select(Gen.Int[1, 6], Gen.Int[0, 3]).List[1, 30].Sample(asked =>
    {
        LaunchAllowance? left = null;
        var (now, launched) = (Now, 0);
        foreach (var (count, seconds) in asked)
        {
            now = now.AddSeconds(seconds);
            (var granted, left) = LaunchRate.Take(left, Bucket, count, now);
            if (granted) launched += count;
            Assert.True(launched <= Bucket.Burst + (Bucket.PerSecond * (now - Now).TotalSeconds));
        }
    });

    [Fact]
    public void Liveness_whoever_asks_for_no_more_than_the_burst_is_let_in_time() => Gen.Int[1, 5].Sample(count =>
    {
        var left = LaunchRate.Take(null, Bucket, 5, Now).Left;
        Assert.True(LaunchRate.Take(left, Bucket, count, Now.AddSeconds(count / Bucket.PerSecond)).Granted);
    });
}
