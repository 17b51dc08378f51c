using Berth.Domain.Registry;
using CsCheck;

namespace Berth.Domain.Tests.Registry;

public sealed class LifecycleDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<LifecycleImage[]> AnyImages = Gen.Select(Gen.Int[0, 40], Gen.OneOf("prod-1", "beta-1", "x").HashSet[0, 2], Gen.Int[0, 6].HashSet[0, 2]).Array[0, 12].Select(all => all.Select((x, i) =>
        new LifecycleImage($"{i}", [.. x.Item2], Now.AddDays(-x.Item1), [.. x.Item3.Where(child => child < i).Select(child => $"{child}")])).ToArray());

    private static readonly Gen<LifecyclePolicy> AnyPolicy = Gen.Select(Gen.OneOf("tagged prod", "tagged beta", "untagged", "any"), Gen.Bool, Gen.Int[1, 20]).List[1, 4].Select(rules => new LifecyclePolicy(
        [.. rules.Select((r, i) => Rule($"{i + 1} {r.Item1} {(r.Item2 ? "count" : "days")} {r.Item3}"))]));

    // Image: name(tags) age in days [images that it lists]. Rule: priority, tags, count or days, number.
    [Theory]
    [InlineData("1 any count 2", "a()3 b(v1)2 c()1", "a1")]
    [InlineData("1 any count 3", "a()3 b(v1)2 c()1", "")]
    [InlineData("1 untagged count 1", "a()3 b(v1)2 c()1", "a1")]
    [InlineData("1 untagged days 14", "a()15 b()14 c(v1)99", "a1")]
    [InlineData("1 tagged v days 5", "a(v1)9 b(w1)9 c()9", "a1")]
    [InlineData("1 tagged prod,beta days 5", "a(prod-1,beta-1)9 b(prod-2)9", "a1")]              // all prefixes must be there
    [InlineData("1 tagged prod count 1; 2 tagged beta count 1", "A(beta-1,prod-1)10 B(beta-2,prod-2)9 C(beta-3)8", "A1")]
    [InlineData("1 tagged beta count 1; 2 tagged prod count 1", "A(beta-1,prod-1)10 B(beta-2,prod-2)9 C(beta-3)8", "A1 B1")]
    [InlineData("1 tagged alpha days 5; 2 any days 10", "A(alpha-1)12 B(beta-1)11 C(alpha-2)4 D()4", "A1 B2")]
    [InlineData("1 tagged keep days 99; 2 any count 1", "A(keep-1)12 B(v1)11 C(v2)4", "B2")]     // what an earlier rule selected is its own, and counts all the same
    [InlineData("2 any count 1; 1 tagged keep days 99", "A(keep-1)12 B(v1)11 C(v2)4", "B2")]     // the number decides, not the place
    [InlineData("1 untagged days 1", "i(v1)9[a,b] a()9 b()9 c()9", "c1")]
    [InlineData("1 any days 1", "i(v1)9[a] a()9", "i1")]                                         // the image goes when its index is gone
    [InlineData("1 any count 1", "", "")]
    [InlineData("1 any days 2147483647", "a()9", "")]
    public void Decides(string policy, string images, string expired) => Assert.Equal(
        expired, string.Join(' ', LifecycleDecider.Decide(new([.. policy.Split("; ").Select(Rule)]), [.. images.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Image)], Now).Select(e => $"{e.Digest}{e.RulePriority}")));

    [Fact]
    public void Never_expires_what_no_rule_selects_what_an_earlier_one_selects_or_what_an_index_lists() => Gen.Select(AnyPolicy, AnyImages).Sample((policy, images) =>
    {
        foreach (var expiry in LifecycleDecider.Decide(policy, images, Now))
        {
            var image = images.Single(i => i.Digest == expiry.Digest);
            Assert.Equal(policy.Rules.Where(r => r.Selects(image.Tags)).Min(r => r.Priority), expiry.RulePriority);
            Assert.DoesNotContain(images, i => i.Manifests.Contains(image.Digest));
            var rule = policy.Rules.Single(r => r.Priority == expiry.RulePriority);
            if (rule.CountType == LifecycleCountType.ImageCountMoreThan) Assert.True(images.Count(i => rule.Selects(i.Tags) && i.PushedAt >= image.PushedAt) > rule.CountNumber);
            else Assert.True(Now - image.PushedAt > TimeSpan.FromDays(rule.CountNumber));
        }
    });

    [Fact]
    public void Expires_each_image_once_the_oldest_first() => Gen.Select(AnyPolicy, AnyImages).Sample((policy, images) =>
    {
        var expired = LifecycleDecider.Decide(policy, images, Now);
        var ages = expired.Select(e => images.Single(i => i.Digest == e.Digest).PushedAt).ToList();
        Assert.Equal(ages.Order(), ages);
        Assert.Distinct(expired.Select(e => e.Digest));
    });

    /// <summary>Sweep after sweep, an image too old for the first rule that selects it goes, once nothing lists it any more.</summary>
    [Fact]
    public void Always_comes_to_an_end_with_nothing_left_that_is_too_old() => Gen.Select(AnyPolicy, AnyImages).Sample((policy, all) =>
    {
        var images = all.ToList();
        for (var rounds = 0; LifecycleDecider.Decide(policy, images, Now) is { Count: > 0 } expired; rounds++)
        {
            Assert.InRange(rounds, 0, all.Length);
            images.RemoveAll(i => expired.Any(e => e.Digest == i.Digest));
        }

        foreach (var image in images.Where(i => !images.Any(o => o.Manifests.Contains(i.Digest))))
            if (policy.Rules.Where(r => r.Selects(image.Tags)).MinBy(r => r.Priority) is { CountType: LifecycleCountType.SinceImagePushed } rule) Assert.True(Now - image.PushedAt <= TimeSpan.FromDays(rule.CountNumber));
    });

    [Fact]
    public void The_order_in_which_images_and_rules_are_named_changes_nothing() => Gen.Select(AnyPolicy, AnyImages, Gen.Int).Sample((policy, images, seed) =>
    {
        var mixed = images.ToArray();
        new Random(seed).Shuffle(mixed);
        Assert.Equal(LifecycleDecider.Decide(policy, images, Now), LifecycleDecider.Decide(new([.. policy.Rules.Reverse()]), mixed, Now));
    });

    private static LifecycleRule Rule(string text)
    {
        var parts = text.Split(' ');
        var tagged = parts[1] == "tagged";
        var status = parts[1] switch { "tagged" => LifecycleTagStatus.Tagged, "untagged" => LifecycleTagStatus.Untagged, _ => LifecycleTagStatus.Any };
        var type = parts[^2] == "count" ? LifecycleCountType.ImageCountMoreThan : LifecycleCountType.SinceImagePushed;
        return new(int.Parse(parts[0], null), status, tagged ? [.. parts[2].Split(',').Select(p => p + "*")] : [], type, int.Parse(parts[^1], null));
    }

    /// <summary>Sample: <c>i(v1)9[a,b]</c>.</summary>
    private static LifecycleImage Image(string text)
    {
        var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.IndexOf(')', StringComparison.Ordinal));
        var rest = text[(close + 1)..].TrimEnd(']').Split('[');
        var tags = text[(open + 1)..close].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new(text[..open], tags, Now.AddDays(-int.Parse(rest[0], null)), rest.Length > 1 ? rest[1].Split(',') : []);
    }
}
