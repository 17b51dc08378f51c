using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class ResourceTagsTests
{
    private readonly TestAccount account = new();
    private readonly string vpc;

    public ResourceTagsTests() => vpc = account.Vpc();

    [Theory]
    [InlineData("Name=web", "")]
    [InlineData("Name=", "")]
    [InlineData("=web", "InvalidParameterValue: Tag key cannot be null or empty.")]
    [InlineData("aws:a=b", "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use")]
    [InlineData("a=1,a=2", "InvalidParameterValue: Duplicate tag key 'a' specified.")]
    public void Keys_and_values(string tags, string refusal) => Assert.Equal(refusal, Add([vpc], tags));

    [Fact]
    public void Long_ones_and_too_many_are_refused()
    {
        Assert.StartsWith("InvalidParameterValue: Tag key exceeds", Add([vpc], new string('k', 128) + "=v"), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue: Tag value exceeds", Add([vpc], "k=" + new string('v', 257)), StringComparison.Ordinal);
        Assert.Equal("", Add([vpc], string.Join(',', Enumerable.Range(0, 50).Select(i => $"k{i}=v"))));
        Assert.Equal("", Add([vpc], "k7=other"));
        Assert.Equal("TagLimitExceeded: The maximum number of Tags for a resource has been reached.", Add([vpc], "more=v"));
    }

    [Fact]
    public void All_are_tagged_or_none()
    {
        var rule = account.DefaultGroup(vpc).Rules[0].RuleId;
        Assert.Equal("InvalidID: The ID 'subnet-0' is not valid", Add([vpc, rule, "subnet-0"], "a=1"));
        Assert.Equal("InvalidID: The ID 'sgr-0' is not valid", Add([vpc, "sgr-0"], "a=1"));
        Assert.Empty(account.Get<VpcRecord>(vpc).Tags);
        Assert.Equal("", Add([vpc, rule, account.DefaultAcl(vpc).AclId], "a=1"));
        Assert.Equal("1", account.Get<VpcRecord>(vpc).Tags["a"]);
        Assert.Equal("1", account.DefaultGroup(vpc).Rules[0].Tags!["a"]);
        Assert.Equal("1", account.DefaultAcl(vpc).Tags["a"]);
    }

    [Fact]
    public void A_tag_goes_by_its_key_or_by_key_and_value_and_without_either_all_go()
    {
        Add([vpc], "a=1,b=2,c=3,d=");
        Assert.Equal("", account.Try(ResourceTags.Remove(account.State, [vpc], [("a", null), ("b", "9"), ("d", ""), ("x", null)])));
        Assert.Equal(["b", "c"], account.Get<VpcRecord>(vpc).Tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("", account.Try(ResourceTags.Remove(account.State, [vpc], null)));
        Assert.Empty(account.Get<VpcRecord>(vpc).Tags);
        Assert.Equal("InvalidID: The ID 'x' is not valid", account.Try(ResourceTags.Remove(account.State, ["x"], null)));
    }

    private string Add(string[] ids, string tags) => account.Try(ResourceTags.Add(account.State, account.World, ids, [.. tags.Split(',').Select(t => KeyValuePair.Create(t.Split('=')[0], t.Split('=')[1]))]));
}
