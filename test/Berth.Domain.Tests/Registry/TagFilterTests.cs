using Berth.Domain.Registry;
using CsCheck;

namespace Berth.Domain.Tests.Registry;

public sealed class TagFilterTests
{
    [Theory]
    [InlineData("v1", "v1", true)]
    [InlineData("v1", "v10", false)]
    [InlineData("v*", "v", true)]
    [InlineData("*", "", true)]
    [InlineData("*-dev", "web-dev", true)]
    [InlineData("*-dev", "web-dev-2", false)]
    [InlineData("*a*b", "aab", true)]
    [InlineData("*a*b", "ba", false)]
    [InlineData("a*b*c", "abbbc", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a.c", "abc", false)]
    public void Matches(string pattern, string tag, bool matches) => Assert.Equal(matches, TagFilter.Matches(pattern, tag));

    [Fact]
    public void Agrees_with_the_slow_and_plain_way() =>
        Gen.Select(Gen.String[Gen.Char["ab*"], 0, 8], Gen.String[Gen.Char["ab"], 0, 8]).Sample((pattern, tag) => Assert.Equal(Slow(pattern, tag), TagFilter.Matches(pattern, tag)));

    private static bool Slow(string pattern, string tag)
    {
        if (pattern.Length == 0) return tag.Length == 0;
        if (pattern[0] == '*') return Slow(pattern[1..], tag) || (tag.Length > 0 && Slow(pattern, tag[1..]));
        return tag.Length > 0 && pattern[0] == tag[0] && Slow(pattern[1..], tag[1..]);
    }
}
