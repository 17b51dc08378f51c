using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network.Names;

public sealed class QueryAllowanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1024, 0, 0, 1024)]
    [InlineData(1500, 0, 0, 1024)]
    [InlineData(1024, 500, 1000, 1024 + 512)] // half a second brings half of them back
    [InlineData(1024, 60_000, 3000, 2048)] // never more than a second's
    [InlineData(1024, -60_000, 1, 1024)] // a clock that goes back gives nothing
    public void A_second_s_worth_at_once_and_as_much_each_second(int first, int pauseMilliseconds, int then, int granted)
    {
        var (before, allowance) = Ask(QueryAllowance.Full(Start), first, Start);
        var (after, _) = Ask(allowance, then, Start.AddMilliseconds(pauseMilliseconds));
        Assert.Equal(granted, before + after);
    }

    [Fact]
    public void One_that_is_full_is_as_one_that_never_asked()
    {
        var (_, spent) = Ask(QueryAllowance.Full(Start), 1, Start);
        Assert.False(spent.IsFull(Start));
        Assert.True(spent.IsFull(Start.AddSeconds(1)));
    }

    [Fact]
    public void Safety_never_more_than_the_bucket_and_what_came_back() =>
        Gen.Int[0, 20].Array[0, 2000].Sample(pauses =>
        {
            var (allowance, now, granted) = (QueryAllowance.Full(Start), Start, 0);
            foreach (var pause in pauses)
            {
                now = now.AddMicroseconds(pause * 100);
                (var given, allowance) = allowance.Take(now);
                granted += given ? 1 : 0;
            }

            Assert.True(granted <= QueryAllowance.PerSecond + ((now - Start).TotalSeconds * QueryAllowance.PerSecond) + 0.001);
        }, iter: 200);

    [Fact]
    public void Liveness_whoever_waits_is_granted_again() =>
        Gen.Int[0, 3000].Sample(asked =>
        {
            var (_, spent) = Ask(QueryAllowance.Full(Start), asked, Start);
            Assert.True(spent.Take(Start.AddSeconds(1 / QueryAllowance.PerSecond).AddTicks(1)).Granted);
        });

    private static (int Granted, QueryAllowance Next) Ask(QueryAllowance allowance, int times, DateTimeOffset now)
    {
        var granted = 0;
        for (var i = 0; i < times; i++)
        {
            (var given, allowance) = allowance.Take(now);
            granted += given ? 1 : 0;
        }

        return (granted, allowance);
    }
}
