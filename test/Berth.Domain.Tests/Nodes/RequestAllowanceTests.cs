using Berth.Domain.Nodes;
using CsCheck;

namespace Berth.Domain.Tests.Nodes;

public sealed class RequestAllowanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(60, 0, 60)] // at once
    [InlineData(80, 0, 60)]
    [InlineData(80, 250, 70)] // a quarter of a second brings ten back
    [InlineData(200, 60_000, 120)] // never more than the burst
    public void Sixty_at_once_and_forty_a_second(int asked, int pauseMilliseconds, int granted)
    {
        var (first, allowance) = Ask(RequestAllowance.Full(Start), Math.Min(asked, 60), Start);
        var (then, _) = Ask(allowance, asked - Math.Min(asked, 60), Start.AddMilliseconds(pauseMilliseconds));
        Assert.Equal(granted, first + then);
    }

    [Fact]
    public void A_clock_that_goes_back_gives_nothing()
    {
        var (_, spent) = Ask(RequestAllowance.Full(Start), 60, Start);
        Assert.False(spent.Take(Start.AddHours(-1)).Granted);
    }

    [Fact]
    public void Never_grants_more_than_the_burst_and_what_came_back() =>
        Gen.Int[0, 200].Array[0, 100].Sample(pauses =>
        {
            var (allowance, now, granted) = (RequestAllowance.Full(Start), Start, 0);
            foreach (var pause in pauses)
            {
                now = now.AddMilliseconds(pause);
                (var given, allowance) = allowance.Take(now);
                granted += given ? 1 : 0;
            }

            Assert.True(granted <= RequestAllowance.Burst + ((now - Start).TotalSeconds * RequestAllowance.PerSecond) + 0.001);
        });

    [Fact]
    public void Whoever_waits_is_granted_again() =>
        Gen.Int[0, 500].Sample(asked =>
        {
            var (_, spent) = Ask(RequestAllowance.Full(Start), asked, Start);
            Assert.True(spent.Take(Start.AddSeconds(1 / RequestAllowance.PerSecond).AddTicks(1)).Granted);
        });

    private static (int Granted, RequestAllowance Next) Ask(RequestAllowance allowance, int times, DateTimeOffset now)
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
