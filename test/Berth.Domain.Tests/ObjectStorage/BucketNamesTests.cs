using Berth.Domain.ObjectStorage;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class BucketNamesTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("my-bucket.v2", true)]
    [InlineData("123", true)]
    [InlineData("v2", false)] // Two letters.
    [InlineData("Photos", false)]
    [InlineData("under_score", false)]
    [InlineData("-front", false)]
    [InlineData("back-", false)]
    [InlineData("two..dots", false)]
    [InlineData("192.168.5.4", false)]
    [InlineData("xn--abc", false)]
    [InlineData("sthree-abc", false)]
    [InlineData("abc-s3alias", false)]
    [InlineData("abc--ol-s3", false)]
    [InlineData("a/b", false)]
    public void Judges(string name, bool valid) => Assert.Equal(valid, BucketNames.IsValid(name));

    [Fact]
    public void Three_to_sixty_three_letters() => Assert.Equal((true, false), (BucketNames.IsValid(new('a', 63)), BucketNames.IsValid(new('a', 64))));
}
