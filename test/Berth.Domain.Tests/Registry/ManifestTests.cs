using System.Text;
using Berth.Domain.Registry;

namespace Berth.Domain.Tests.Registry;

public sealed class ManifestTests
{
    private const string Image = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:c","size":10},
         "layers":[{"mediaType":"l","digest":"sha256:1","size":5},{"mediaType":"l","digest":"sha256:2","size":7}]}
        """;

    [Fact]
    public void An_image_names_its_configuration_and_its_layers()
    {
        var manifest = Read(Image, null)!;
        Assert.Equal(["sha256:c", "sha256:1", "sha256:2"], manifest.Blobs.Select(b => b.Digest));
        Assert.Equal((22, "application/vnd.oci.image.config.v1+json"), (manifest.Size, manifest.ConfigMediaType));
    }

    [Fact]
    public void An_index_names_its_images()
    {
        var index = Read("""{"manifests":[{"digest":"sha256:a"},{"digest":"sha256:b"}]}""", "application/vnd.oci.image.index.v1+json; charset=utf-8")!;
        Assert.Equal(["sha256:a", "sha256:b"], index.Manifests);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"mediaType":"text/plain"}""")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.manifest.v1+json"}""")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":7,"size":"x"},"layers":[]}""")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":"a","size":9000000000000000000},"layers":[{"digest":"b","size":9000000000000000000}]}""")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":"a","size":-1},"layers":[]}""")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"digest":null}]}""")]
    public void What_is_no_manifest_is_refused(string text) => Assert.Null(Read(text, null));

    private static Manifest? Read(string text, string? contentType) => Manifest.Read(Encoding.UTF8.GetBytes(text), contentType);
}
