using Berth.Node.Images;
using Berth.Testing.Images;

namespace Berth.Node.Tests.Images;

/// <summary>An image that is here already is asked for as if it were not, and no byte of it but the first is moved.</summary>
public sealed class PresentImageTests(RealEngine engine) : IDisposable
{
    private readonly LayoutRegistry registry = LayoutRegistry.Start();

    public void Dispose() => registry.Dispose();

    [Theory]
    [InlineData("1", 1)]
    [InlineData("tall", BusyboxLayout.TallLayers)]
    public async Task A_manifest_and_a_byte_of_each_layer_at_every_start(string tag, int layers)
    {
        var image = ImageReference.Parse($"{registry.Endpoint.Authority}/busybox:{tag}");
        var first = await Pull(image);
        registry.Requests.Clear();
        Assert.Equal(first.ManifestDigest, (await Pull(image)).ManifestDigest);
        Assert.Equal($"HEAD /v2/busybox/manifests/{tag}", registry.Requests.First());
        Assert.Equal(layers, registry.Requests.Skip(1).Distinct().Count(r => r.StartsWith("GET /v2/busybox/blobs/sha256:", StringComparison.Ordinal) && r.EndsWith(" bytes=0-0", StringComparison.Ordinal)));
        Assert.Equal(layers + 1, registry.Requests.Count);
    }

    [Fact]
    public async Task A_layer_that_another_name_brought_is_asked_for_under_this_one()
    {
        await Pull(ImageReference.Parse($"{registry.Endpoint.Authority}/busybox:1"));
        registry.Requests.Clear();
        await Pull(ImageReference.Parse("other.example/busybox:1"));
        Assert.Equal(["HEAD /v2/busybox/manifests/1"], registry.Requests.Where(r => !r.EndsWith(" bytes=0-0", StringComparison.Ordinal)));
        Assert.NotEqual(1, registry.Requests.Count);
    }

    [Fact]
    public async Task An_image_that_is_here_and_whose_layers_are_gone_from_the_registry_fails()
    {
        var image = ImageReference.Parse($"{registry.Endpoint.Authority}/busybox:1");
        await Pull(image);
        registry.LayersGone = true;
        var failure = await Assert.ThrowsAsync<PullException>(() => Pull(image));
        Assert.Matches("^ref pull has been retried 1 time\\(s\\): failed to copy: httpReaderSeeker: failed open: unexpected status code http://.*/v2/busybox/blobs/sha256:[0-9a-f]{64}: 404 NotFound$", failure.Message);
    }

    private Task<PulledImage> Pull(ImageReference image) => engine.Images.Pull(image, new(registry.Endpoint, null), engine.Connections, TestContext.Current.CancellationToken);
}
