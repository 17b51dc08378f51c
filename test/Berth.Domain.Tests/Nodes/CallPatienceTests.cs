using Berth.Domain.Network;
using Berth.Domain.Nodes;
using CsCheck;

namespace Berth.Domain.Tests.Nodes;

public sealed class CallPatienceTests
{
    private static readonly Gen<CallPatience> Any = Gen.OneOf(CallPatience.RegistryAuth, CallPatience.Manifest, CallPatience.Layer, CallPatience.LogStream);

    [Theory]
    //          whose      failure    retried elapsed  what follows
    [InlineData("auth", "TimedOut", 0, 10, "again after 0 ms")]
    [InlineData("auth", "TimedOut", 1, 20, "again after 0 ms")]
    [InlineData("auth", "TimedOut", 2, 30, "give up")] // 3 tries of 10 s
    [InlineData("auth", "Definite", 0, 0, "again after 100 ms")]
    [InlineData("auth", "Definite", 1, 0, "give up")] // AccessDeniedException
    [InlineData("manifest", "TimedOut", 0, 5, "again after 0 ms")]
    [InlineData("manifest", "TimedOut", 6, 35, "again after 0 ms")]
    [InlineData("manifest", "TimedOut", 7, 40, "give up")] // 8 tries of 5 s
    [InlineData("manifest", "Passing", 6, 6, "again after 1000 ms")]
    [InlineData("manifest", "Passing", 7, 7, "give up")]
    [InlineData("manifest", "Definite", 1, 0, "give up")] // not found
    [InlineData("manifest", "Definite", 7, 39, "give up")] // it could be reached at last, and says no
    [InlineData("manifest", "TimedOut", 3, 60, "give up")] // each try was far longer than a connection takes
    [InlineData("logs", "TimedOut", 5, 29, "again after 0 ms")]
    [InlineData("logs", "TimedOut", 5, 30, "give up")] // killed
    [InlineData("logs", "Passing", 25, 26, "again after 1000 ms")]
    [InlineData("logs", "Definite", 1, 1, "give up")]
    public void Decides(string whose, string failure, int retried, int elapsed, string then)
    {
        var patience = whose switch { "auth" => CallPatience.RegistryAuth, "manifest" => CallPatience.Manifest, _ => CallPatience.LogStream };
        Assert.Equal(then, patience.After(Enum.Parse<TryFailure>(failure), retried, TimeSpan.FromSeconds(elapsed)) switch
        {
            AfterTry.Again again => $"again after {again.Pause.TotalMilliseconds} ms",
            _ => "give up",
        });
    }

    [Fact]
    public void Safety_a_path_that_is_missing_is_told_in_well_under_a_minute() => Gen.Select(Any, Gen.OneOf(PublicServices.EcrApi, PublicServices.EcrDkr, PublicServices.Logs, null)).Sample((patience, service) =>
    {
        if (service == PublicServices.EcrApi != (patience == CallPatience.RegistryAuth)) return;
        var (elapsed, retried) = Play(patience, _ => (TryFailure.TimedOut, CallPatience.ConnectTime(service)));
        Assert.True(elapsed <= TimeSpan.FromSeconds(45), $"{retried} retries took {elapsed}");
    });

    [Fact]
    public void Safety_no_call_is_retried_more_often_than_said_and_a_definite_answer_once() => Gen.Select(Any, AnyTries).Sample((patience, tries) =>
    {
        var (_, retried) = Play(patience, n => tries[n % tries.Count]);
        Assert.True(retried <= patience.Retries);
        var (_, definite) = Play(patience, _ => (TryFailure.Definite, TimeSpan.Zero));
        Assert.Equal(1, definite);
    });

    [Fact]
    public void Liveness_whatever_fails_however_long_it_takes_comes_to_an_end() => Gen.Select(Any, AnyTries).Sample((patience, tries) =>
    {
        var (elapsed, _) = Play(patience, n => tries[n % tries.Count]);
        Assert.True(elapsed <= patience.Total + CallPatience.Pause + CallPatience.Try);
    });

    [Theory]
    [InlineData(5_000, 1, 5_000)]
    [InlineData(5_000, 2, 2_500)]
    [InlineData(5_000, 3, 2_000)]
    [InlineData(1_000, 3, 1_000)] // the last of the time is not divided any more
    public void Addresses_share_the_time(int left, int addresses, int share) =>
        Assert.Equal(TimeSpan.FromMilliseconds(share), CallPatience.ShareOf(TimeSpan.FromMilliseconds(left), addresses));

    [Fact]
    public void Safety_no_address_takes_more_than_is_left() => Gen.Select(Gen.Int[1, 60_000], Gen.Int[1, 8]).Sample((left, addresses) =>
    {
        var share = CallPatience.ShareOf(TimeSpan.FromMilliseconds(left), addresses);
        Assert.InRange(share, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(left));
    });

    private static Gen<List<(TryFailure, TimeSpan)>> AnyTries => Gen.Select(Gen.Enum<TryFailure>(), Gen.Int[0, (int)CallPatience.Try.TotalMilliseconds], (f, ms) => (f, TimeSpan.FromMilliseconds(ms))).List[1, 12];

    /// <param name="fail">How try n fails, and how long it took. A definite answer is never quite free.</param>
    private static (TimeSpan Elapsed, int Retried) Play(CallPatience patience, Func<int, (TryFailure Failure, TimeSpan Took)> fail)
    {
        var elapsed = TimeSpan.Zero;
        for (var retried = 0; ; retried++)
        {
            var (failure, took) = fail(retried);
            elapsed += took + TimeSpan.FromMilliseconds(1);
            if (patience.After(failure, retried, elapsed) is not AfterTry.Again again) return (elapsed, retried);
            elapsed += again.Pause;
        }
    }
}
