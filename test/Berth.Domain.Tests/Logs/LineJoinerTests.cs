using System.Text;
using Berth.Domain.Logs;
using CsCheck;

namespace Berth.Domain.Tests.Logs;

public sealed class LineJoinerTests
{
    [Fact]
    public void Lines_that_do_not_begin_an_event_belong_to_the_one_before()
    {
        var joiner = new LineJoiner(EventPatterns.Read("^(INFO|ERROR)", null)!);
        Assert.Equal(["INFO one\n", "ERROR two\n  at a\n  at b\n", "INFO three\n"], Join(joiner, ["INFO one", "ERROR two", "  at a", "  at b", "INFO three"]));
    }

    [Fact]
    public void An_event_has_the_time_of_its_first_line()
    {
        var joiner = new LineJoiner(EventPatterns.Read("^X", null)!);
        Assert.Null(joiner.Add(5, "X"));
        Assert.Null(joiner.Add(6, "more"));
        Assert.Equal(new JoinedEvent(5, "X\nmore\n"), joiner.Add(7, "X"));
        Assert.Equal(new JoinedEvent(7, "X\n"), joiner.Flush());
        Assert.Null(joiner.Flush());
    }

    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S", "2026-11-24 10:30:00 started", true)]
    [InlineData("%Y-%m-%d %H:%M:%S", "2026-13-24 10:30:00 started", false)]
    [InlineData(@"\[%b %d, %Y %H:%M:%S\]", "[May 01, 2026 19:00:01] A line", true)]
    [InlineData(@"\[%b %d, %Y %H:%M:%S\]", "May 01, 2026 19:00:01 A line", false)]
    [InlineData("%a %A %B %w %y %I%p %j", "Tue Tuesday November 2 26 07PM 328", true)]
    [InlineData("%H:%M:%S%L", "10:00:00.123", true)]
    [InlineData("%f%z %Z", "123456+0900 JST", true)]
    [InlineData("100%", "at 100% now", true)]
    public void A_time_of_that_form_begins_an_event(string format, string line, bool begins) => Assert.Equal(begins, EventPatterns.Read(null, format)!.IsMatch(line));

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)b")]
    [InlineData(@"(a)\1")]
    public void An_expression_that_is_none_or_could_take_for_ever_is_refused(string pattern) => Assert.ThrowsAny<ArgumentException>(() => EventPatterns.Read(pattern, null));

    [Fact]
    public void Nothing_given_joins_nothing() => Assert.Null(EventPatterns.Read(null, null));

    [Fact]
    public void Every_line_comes_once_in_order_and_no_event_is_too_long() => Gen.Select(Gen.Char["aXb"].Array[0, 8].Select(c => new string(c)), Gen.Int[1, 3]).List[1, 40].Sample(given =>
    {
        // Some lines are so long that only a few go into one event.
        var lines = given.Select(g => g.Item2 == 3 ? g.Item1 + new string('y', 100_000) : g.Item1).ToList();
        var events = Join(new(EventPatterns.Read("^X", null)!), lines);
        Assert.Equal(string.Concat(lines.Select(l => l + "\n")), string.Concat(events));
        Assert.All(events, e => Assert.InRange(Encoding.UTF8.GetByteCount(e), 1, LineJoiner.EventBytesMax));
        Assert.All(events, e => Assert.DoesNotContain("\nX", e, StringComparison.Ordinal));
    }, iter: 100);

    private static List<string> Join(LineJoiner joiner, IEnumerable<string> lines)
    {
        var events = lines.Select((line, i) => joiner.Add(i, line)).ToList();
        events.Add(joiner.Flush());
        return [.. events.OfType<JoinedEvent>().Select(e => e.Text)];
    }
}
