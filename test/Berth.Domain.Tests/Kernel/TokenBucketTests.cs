using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using CsCheck;

namespace Berth.Domain.Tests.Kernel;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TokenBucket[] Used = [RequestAllowance.Bucket, QueryAllowance.Bucket];

    [Theory]
    [InlineData(60, 0, 0, 60)] // at once
    [InlineData(80, 0, 0, 60)]
    [InlineData(60, 250, 20, 70)] // a quarter of a second brings ten back
    [InlineData(60, 60_000, 140, 120)] // never more than the burst
    [InlineData(60, -3_600_000, 1, 60)] // a clock that goes back gives nothing
    public void A_task_s_requests_sixty_at_once_and_forty_a_second(int first, int pauseMilliseconds, int then, int granted) => AssertGranted(RequestAllowance.Bucket, first, pauseMilliseconds, then, granted);

    [Theory]
    [InlineData(1024, 0, 0, 1024)]
    [InlineData(1500, 0, 0, 1024)]
    [InlineData(1024, 500, 1000, 1024 + 512)] // half a second brings half of them back
    [InlineData(1024, 60_000, 3000, 2048)] // never more than a second's
    [InlineData(1024, -60_000, 1, 1024)]
    public void An_interface_s_questions_a_second_s_worth_at_once_and_as_much_each_second(int first, int pauseMilliseconds, int then, int granted) =>
        AssertGranted(QueryAllowance.Bucket, first, pauseMilliseconds, then, granted);

    [Fact]
    public void One_that_is_full_is_as_one_that_never_asked()
    {
        var (_, spent) = Ask(QueryAllowance.Bucket, QueryAllowance.Bucket.Full(Start), 1, Start);
        Assert.False(QueryAllowance.Bucket.IsFull(spent, Start));
        Assert.True(QueryAllowance.Bucket.IsFull(spent, Start.AddSeconds(1)));
    }

    [Fact]
    public void Safety_never_more_than_the_bucket_and_what_came_back() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 2000].Array[0, 2000]).Sample((which, pauses) =>
        {
            var bucket = Used[which];
            var (tokens, now, granted) = (bucket.Full(Start), Start, 0);
            foreach (var pause in pauses)
            {
                now = now.AddMicroseconds(pause * 100);
                (var given, tokens) = bucket.Take(tokens, now);
                granted += given ? 1 : 0;
            }

            Assert.True(granted <= bucket.Burst + ((now - Start).TotalSeconds * bucket.PerSecond) + 0.001);
        }, iter: 300);

    [Fact]
    public void Liveness_whoever_waits_is_granted_again() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3000]).Sample((which, asked) =>
        {
            var bucket = Used[which];
            var (_, spent) = Ask(bucket, bucket.Full(Start), asked, Start);
            Assert.True(bucket.Take(spent, Start.AddSeconds(1 / bucket.PerSecond).AddTicks(1)).Granted);
        });

    private static void AssertGranted(TokenBucket bucket, int first, int pauseMilliseconds, int then, int granted)
    {
        var (before, tokens) = Ask(bucket, bucket.Full(Start), first, Start);
        var (after, _) = Ask(bucket, tokens, then, Start.AddMilliseconds(pauseMilliseconds));
        Assert.Equal(granted, before + after);
    }

    private static (int Granted, Tokens Next) Ask(TokenBucket bucket, Tokens tokens, int times, DateTimeOffset now)
    {
        var granted = 0;
        for (var i = 0; i < times; i++)
        {
            (var given, tokens) = bucket.Take(tokens, now);
            granted += given ? 1 : 0;
        }

        return (granted, tokens);
    }
}
