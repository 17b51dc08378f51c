using Berth.Aws.Paging;
using Berth.Aws.Signing;
using CsCheck;

namespace Berth.Aws.Tests.Paging;

public sealed class PageTokensTests
{
    private readonly PageTokens tokens = new(new SigningKeys("AKIA", "secret", new byte[32]));

    [Fact]
    public void Pages_together_are_the_whole_list() => Gen.Select(Gen.String.AlphaNumeric.HashSet[0, 40], Gen.Int[1, 7]).Sample((names, size) =>
    {
        var sorted = names.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(sorted, Walk(() => sorted, size));
    });

    [Fact]
    public void What_comes_and_goes_meanwhile_neither_repeats_nor_hides_the_rest() => Gen.Select(Gen.String.AlphaNumeric.HashSet[4, 40], Gen.Int[1, 5], Gen.Int).Sample((names, size, seed) =>
    {
        var dice = new Random(seed);
        var all = names.ToHashSet();
        var lasting = names.Where(_ => dice.Next(2) == 0).ToHashSet();
        var seen = Walk(() =>
        {
            if (dice.Next(2) == 0) all.Add("new" + dice.Next(1000));
            else if (all.FirstOrDefault(n => !lasting.Contains(n)) is { } gone) all.Remove(gone);
            return [.. all.Order(StringComparer.Ordinal)];
        }, size);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Superset(lasting, seen.ToHashSet());
    });

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_token_that_is_not_ours_is_refused(string token) =>
        Assert.Throws<AwsException>(() => tokens.Cut(["a"], n => n, "list", token, 1, () => new AwsException("InvalidParameterException", "")));

    [Fact]
    public void A_token_of_another_list_is_refused()
    {
        var token = tokens.Make("ListClusters", "a");
        Assert.Equal("a", tokens.Read("ListClusters", token));
        Assert.Null(tokens.Read("ListTasks", token));
        Assert.DoesNotContain("ListClusters", token, StringComparison.Ordinal);
    }

    private List<string> Walk(Func<List<string>> list, int size)
    {
        var seen = new List<string>();
        string? token = null;
        for (var i = 0; i < 500; i++)
        {
            var page = tokens.Cut(list(), n => n, "list", token, size, () => new AwsException("X", ""));
            Assert.True(page.Items.Count <= size);
            seen.AddRange(page.Items);
            if ((token = page.NextToken) is null) return seen;
        }

        throw new InvalidOperationException("The pages never end.");
    }
}
