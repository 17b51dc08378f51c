using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Services;

public sealed class PinnedImagesTests
{
    [Theory]
    [InlineData("busybox", "busybox@sha256:1")]
    [InlineData("busybox:1.36", "busybox@sha256:1")]
    [InlineData("127.0.0.1:4566/web", "127.0.0.1:4566/web@sha256:1")]
    [InlineData("127.0.0.1:4566/shop/web:latest", "127.0.0.1:4566/shop/web@sha256:1")]
    [InlineData("web:1@sha256:2", "web:1@sha256:2")]
    public void An_image_is_named_by_its_digest(string image, string pinned)
    {
        var definition = SampleTasks.Definition(new ContainerDefinition { Name = "app", Image = image }, new ContainerDefinition { Name = "side", Image = "side:1" });
        var containers = PinnedImages.Pin(definition, new Dictionary<string, string> { ["app"] = "sha256:1", ["stranger"] = "sha256:3" }).Containers;
        Assert.Equal([pinned, "side:1"], containers.Select(c => c.Image));
    }

    [Fact]
    public void Without_a_digest_everything_stays()
    {
        var definition = SampleTasks.Definition();
        Assert.Same(definition, PinnedImages.Pin(definition, new Dictionary<string, string> { ["stranger"] = "sha256:3" }));
    }
}
