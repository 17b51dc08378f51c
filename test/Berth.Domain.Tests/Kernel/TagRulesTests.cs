using Berth.Domain.Kernel;

namespace Berth.Domain.Tests.Kernel;

public sealed class TagRulesTests
{
    [Theory]
    [InlineData("team", "shop", null)]
    [InlineData("team", "", null)]
    [InlineData("", "shop", "Tag keys must be between 1 and 128 characters.")]
    [InlineData("aws:team", "shop", "Tag keys that begin with 'aws:' are reserved.")]
    public void One_tag(string key, string value, string? fault) => Assert.Equal(fault, TagRules.Check([new(key, value)], 50));

    [Fact]
    public void Lengths_and_numbers_have_limits()
    {
        Assert.NotNull(TagRules.Check([new(new string('k', 129), "")], 50));
        Assert.NotNull(TagRules.Check([new("k", new string('v', 257))], 50));
        Assert.Equal("Number of tags exceeds the limit of 1.", TagRules.Check([new("a", ""), new("b", "")], 1));
        Assert.Equal("Duplicate tag keys found: 'a'.", TagRules.Check([new("a", "1"), new("a", "2")], 50));
    }

    [Theory]
    [InlineData("a=1 b=2", "b=3 c=4", 3, "a=1 b=3 c=4")]
    [InlineData("a=1", "", 1, "a=1")]
    [InlineData("a=1", "a=2", 1, "a=2")]
    [InlineData("a=1", "b=2", 1, null)]
    public void Tags_are_added_to_others(string tags, string added, int countMax, string? merged) =>
        Assert.Equal(merged, TagRules.Merge(Read(tags), Read(added), countMax) is { } all ? string.Join(' ', all.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")) : null);

    private static Dictionary<string, string> Read(string tags) => tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(t => t.Split('=')[0], t => t.Split('=')[1]);
}
