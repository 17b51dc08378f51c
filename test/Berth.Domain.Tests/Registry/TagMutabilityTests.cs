using Berth.Domain.Registry;
using CsCheck;

namespace Berth.Domain.Tests.Registry;

public sealed class TagMutabilityTests
{
    [Theory]
    [InlineData(null, "", "v1", true)]
    [InlineData("MUTABLE", "", "v1", true)]
    [InlineData("IMMUTABLE", "", "v1", false)]
    [InlineData("IMMUTABLE_WITH_EXCLUSION", "latest,dev-*", "dev-7", true)]
    [InlineData("IMMUTABLE_WITH_EXCLUSION", "latest,dev-*", "v1", false)]
    [InlineData("MUTABLE_WITH_EXCLUSION", "v*", "v1", false)]
    [InlineData("MUTABLE_WITH_EXCLUSION", "v*", "latest", true)]
    public void A_tag_moves(string? name, string exclusions, string tag, bool moves)
    {
        var (mutability, fault) = TagMutability.Of(name, List(exclusions));
        Assert.Null(fault);
        Assert.Equal((name ?? "MUTABLE", moves), (mutability!.Name, mutability.MayMove(tag)));
    }

    [Theory]
    [InlineData("IMMUTABLE_WITH_EXCLUSION", "")]
    [InlineData("MUTABLE", "v*")]
    [InlineData(null, "v*")]
    [InlineData("MUTABLE_WITH_EXCLUSION", "*a*b*")]
    public void Name_and_exclusions_must_fit(string? name, string exclusions) => Assert.NotNull(TagMutability.Of(name, List(exclusions)).Fault);

    [Fact]
    public void The_two_sorts_are_each_others_opposite() => Gen.Select(Gen.String[Gen.Char["ab*"], 1, 4].List[0, 3], Gen.String[Gen.Char["ab"], 1, 4]).Sample((exclusions, tag) =>
        Assert.NotEqual(new TagMutability(true, exclusions).MayMove(tag), new TagMutability(false, exclusions).MayMove(tag)));

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
