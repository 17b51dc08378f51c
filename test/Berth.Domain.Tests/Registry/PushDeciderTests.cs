using Berth.Domain.Registry;
using CsCheck;

namespace Berth.Domain.Tests.Registry;

public sealed class PushDeciderTests
{
    private static readonly Gen<PushSnapshot> Any = Gen.Select(Gen.OneOf<string?>("v1", null), Gen.OneOf<string?>("sha256:a", "sha256:b", null), Gen.Bool, Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3]).Select(
        (tag, tagged, moves, there, layers, images, count) => new PushSnapshot
        {
            Digest = "sha256:a",
            Tag = tag,
            TaggedDigest = tag is null ? null : tagged,
            MayMove = moves,
            IsThere = there || (tag is not null && tagged == "sha256:a"),
            MissingLayers = [.. Enumerable.Range(0, layers).Select(i => $"l{i}")],
            MissingImages = [.. Enumerable.Range(0, images).Select(i => $"i{i}")],
            Images = count,
            ImagesMax = 3,
        });

    // tag, the digest it points at, whether it may move, whether the image is there, missing layers and images, images of three
    [Theory]
    [InlineData(null, null, true, false, "", "", 0, "Taken { AddsImage = True }")]
    [InlineData("v1", null, false, false, "", "", 2, "Taken { AddsImage = True }")]
    [InlineData("v1", "b", true, false, "", "", 2, "Taken { AddsImage = True }")]
    [InlineData("v1", "b", false, false, "", "", 2, "TagFixed { Tag = v1 }")]
    [InlineData("v1", "b", true, true, "", "", 3, "Taken { AddsImage = False }")]
    [InlineData("v1", "a", false, true, "", "", 3, "Known { }")]
    [InlineData(null, null, true, true, "", "", 3, "Known { }")]
    [InlineData("v1", null, true, false, "", "", 3, "Full { ImagesMax = 3 }")]
    [InlineData("v1", "b", false, false, "l", "i", 3, "LayersMissing")]
    [InlineData("v1", "b", false, false, "", "i", 3, "ImagesMissing")]
    public void Decides(string? tag, string? tagged, bool moves, bool there, string layers, string images, int count, string outcome) => Assert.StartsWith(outcome, PushDecider.Decide(new()
    {
        Digest = "a",
        Tag = tag,
        TaggedDigest = tagged,
        MayMove = moves,
        IsThere = there,
        MissingLayers = layers.Length == 0 ? [] : [layers],
        MissingImages = images.Length == 0 ? [] : [images],
        Images = count,
        ImagesMax = 3,
    }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Never_takes_half_an_image_one_too_many_or_a_fixed_tag() => Any.Sample(push =>
    {
        if (PushDecider.Decide(push) is not PushOutcome.Taken taken) return;
        Assert.Empty(push.MissingLayers);
        Assert.Empty(push.MissingImages);
        Assert.True(!taken.AddsImage || push.Images < push.ImagesMax);
        Assert.True(push.MayMove || push.TaggedDigest is null || push.TaggedDigest == push.Digest);
    });

    [Fact]
    public void Always_takes_a_whole_image_that_there_is_room_for() => Any.Sample(push =>
        Assert.True(PushDecider.Decide(push with { MissingLayers = [], MissingImages = [], MayMove = true, ImagesMax = push.Images + 1 }) is PushOutcome.Taken or PushOutcome.Known));
}
