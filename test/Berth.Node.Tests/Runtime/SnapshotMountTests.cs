using Berth.Node.Runtime;

namespace Berth.Node.Tests.Runtime;

public sealed class SnapshotMountTests
{
    [Theory]
    [InlineData("index=off lowerdir=/d/snapshots/1/fs:/d/snapshots/12/fs upperdir=/d/snapshots/3/fs", "/d/snapshots/", "index=off,lowerdir=1/fs:12/fs,upperdir=/d/snapshots/3/fs")]
    [InlineData("lowerdir=/a/fs:/b/fs", "/", "lowerdir=a/fs:b/fs")]
    [InlineData("lowerdir=/a/fs", "/a/", "lowerdir=fs")]
    [InlineData("ro", "/", "ro")]
    public void Layers_are_named_from_the_directory_that_holds_them_all(string options, string directory, string shortened) =>
        Assert.Equal((directory, shortened), SnapshotMount.Shorten(options.Split(' ')));
}
