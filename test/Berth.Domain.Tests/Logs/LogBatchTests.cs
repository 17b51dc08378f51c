using Berth.Domain.Logs;
using CsCheck;

namespace Berth.Domain.Tests.Logs;

public sealed class LogBatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_batch_of_now_is_taken_whole() => Assert.Equal(new LogBatch(null, 0, 2, null, null, null), Judge([At(TimeSpan.Zero), At(TimeSpan.Zero)]));

    [Fact]
    public void Events_too_old_and_too_new_are_left_out_and_told()
    {
        Assert.Equal(new LogBatch(null, 1, 0, 1, null, null), Judge([At(TimeSpan.FromDays(-15))]));
        Assert.Equal(new LogBatch(null, 0, 1, null, null, 1), Judge([At(TimeSpan.Zero), At(TimeSpan.FromHours(3))]));
        Assert.Equal(new LogBatch(null, 1, 1, null, 1, null), LogBatch.Judge([At(TimeSpan.FromHours(-25)), At(TimeSpan.FromHours(-2))], Now, TimeSpan.FromDays(1)));
    }

    [Theory]
    [InlineData(0, "Log events must not be empty.")]
    [InlineData(10_001, "Log events in a single PutLogEvents request must be at most 10000.")]
    public void A_batch_has_a_number_of_events(int count, string refusal) =>
        Assert.Equal(refusal, Judge([.. Enumerable.Repeat(At(TimeSpan.Zero), count)]).Refusal);

    [Fact]
    public void A_batch_of_more_than_a_mebibyte_is_refused()
    {
        Assert.Null(Judge([new(Now.ToUnixTimeMilliseconds(), new string('x', LogBatch.BytesMax - 26))]).Refusal);
        Assert.StartsWith("Upload too large", Judge([new(Now.ToUnixTimeMilliseconds(), new string('x', LogBatch.BytesMax - 25))]).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_out_of_order_are_refused() =>
        Assert.Contains("chronological", Judge([At(TimeSpan.Zero), At(TimeSpan.FromSeconds(-1))]).Refusal, StringComparison.Ordinal);

    [Fact]
    public void A_batch_may_not_span_more_than_a_day() =>
        Assert.Contains("24 hours", Judge([At(TimeSpan.FromHours(-24.5)), At(TimeSpan.Zero)]).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Safety_what_is_taken_lies_within_the_batch_and_the_allowed_time() => Gen.Long[-20 * 86_400_000L, 5 * 3_600_000L].Array[1, 20].Sample(offsets =>
    {
        var events = offsets.Order().Select(o => new LogLine(Now.ToUnixTimeMilliseconds() + o, "x")).ToList();
        var batch = Judge(events);
        if (batch.Refusal is not null) return;
        foreach (var line in events.Skip(batch.First).Take(batch.Count))
            Assert.InRange(line.Timestamp, Now.AddDays(-14).ToUnixTimeMilliseconds(), Now.AddHours(2).ToUnixTimeMilliseconds());
        Assert.Equal(events.Count(e => e.Timestamp >= Now.AddDays(-14).ToUnixTimeMilliseconds() && e.Timestamp <= Now.AddHours(2).ToUnixTimeMilliseconds()), batch.Count);
    });

    private static LogBatch Judge(IReadOnlyList<LogLine> events) => LogBatch.Judge(events, Now, null);

    private static LogLine At(TimeSpan offset) => new((Now + offset).ToUnixTimeMilliseconds(), "line");
}
