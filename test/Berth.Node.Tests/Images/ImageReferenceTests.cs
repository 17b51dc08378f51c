using Berth.Node.Images;

namespace Berth.Node.Tests.Images;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36")]
    [InlineData("team/web", "docker.io/team/web:latest")]
    [InlineData("localhost/web", "localhost/web:latest")]
    [InlineData("127.0.0.1:4566/team/web:1", "127.0.0.1:4566/team/web:1")]
    [InlineData("123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/web:1", "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/web:1")]
    [InlineData("web@sha256:abc", "docker.io/library/web@sha256:abc")]
    [InlineData("quay.io/a/b:1@sha256:abc", "quay.io/a/b:1@sha256:abc")]
    public void Names_are_filled_in_as_docker_does(string text, string full) => Assert.Equal(full, ImageReference.Parse(text).ToString());

    [Fact]
    public void A_registry_alone_is_no_image() => Assert.Throws<FormatException>(() => ImageReference.Parse("localhost/"));
}
