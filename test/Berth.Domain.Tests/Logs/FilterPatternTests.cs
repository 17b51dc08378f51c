using Berth.Domain.Logs;
using CsCheck;

namespace Berth.Domain.Tests.Logs;

public sealed class FilterPatternTests
{
    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("ERROR", "an ERROR here", true)]
    [InlineData("ERROR", "an error here", false)]
    [InlineData("ERROR late", "late is the ERROR", true)]
    [InlineData("ERROR late", "ERROR", false)]
    [InlineData("?ERROR ?WARN", "WARN: low", true)]
    [InlineData("?ERROR ?WARN", "fine", false)]
    [InlineData("ERROR -retry", "ERROR, will retry", false)]
    [InlineData("ERROR -retry", "ERROR, gave up", true)]
    [InlineData("\"two words\"", "here are two words", true)]
    [InlineData("\"two words\"", "two other words", false)]
    [InlineData("\"say \\\"hi\\\"\"", "they say \"hi\"", true)]
    public void Terms(string pattern, string message, bool expected) => Assert.Equal(expected, FilterPattern.Parse(pattern)!.Matches(message));

    [Theory]
    [InlineData("{ $.level = \"error\" }")]
    [InlineData("[ip, user]")]
    [InlineData("%regex%")]
    [InlineData("\"open")]
    [InlineData("?")]
    public void What_is_not_read_is_refused(string pattern) => Assert.Null(FilterPattern.Parse(pattern));

    [Fact]
    public void Whatever_is_written_it_is_read_or_refused_but_never_fails() => Gen.String.Sample(text => FilterPattern.Parse(text)?.Matches(text));

    [Fact]
    public void A_quoted_text_matches_itself() => Gen.String.Where(t => t.Length > 0).Sample(text =>
        Assert.True(FilterPattern.Parse("\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"")!.Matches("<" + text + ">")));
}
