using Berth.Domain.Nodes;
using CsCheck;

namespace Berth.Domain.Tests.Nodes;

public sealed class ImageCleanupTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<List<NodeImage>> Images = Gen.Select(Gen.Bool, Gen.Int[-10, 300]).List[0, 40]
        .Select(all => all.Select((g, i) => new NodeImage($"image{i}", g.Item1, Now - TimeSpan.FromMinutes(g.Item2))).ToList());

    [Theory]
    [InlineData(60, false, true)]
    [InlineData(59, false, false)]
    [InlineData(600, true, false)]
    public void An_image_goes_when_nobody_used_it_for_an_hour(int minutes, bool inUse, bool goes) =>
        Assert.Equal(goes, ImageCleanup.Choose([new("a", inUse, Now - TimeSpan.FromMinutes(minutes))], Now).Count == 1);

    [Fact]
    public void The_longest_unused_go_first() =>
        Assert.Equal(["c", "a", "b"], ImageCleanup.Choose([new("a", false, Now.AddHours(-2)), new("b", false, Now.AddHours(-2)), new("c", false, Now.AddHours(-3))], Now).Select(i => i.Name));

    [Fact]
    public void Never_one_in_use_never_a_young_one_never_many() => Images.Sample(images =>
    {
        var chosen = ImageCleanup.Choose(images, Now);
        Assert.InRange(chosen.Count, 0, ImageCleanup.PerCycle);
        Assert.All(chosen, i => Assert.True(!i.InUse && i.LastUsedAt <= Now - ImageCleanup.MinimumAge));
    });

    [Fact]
    public void In_the_end_only_images_in_use_are_left() => Images.Sample(images =>
    {
        var now = Now;
        for (var cycle = 0; cycle < 20; cycle++)
        {
            var gone = ImageCleanup.Choose(images, now);
            images = [.. images.Except(gone)];
            now += ImageCleanup.Interval;
        }

        Assert.All(images, i => Assert.True(i.InUse));
    });
}
