using Berth.Node.Images;
using Berth.Testing.Images;

namespace Berth.Node.Tests.Images;

/// <summary>The words of failed pulls are what users of ECS search for.</summary>
public sealed class RegistryClientTests : IDisposable
{
    private readonly LayoutRegistry registry = LayoutRegistry.Start();

    public void Dispose() => registry.Dispose();

    [Fact]
    public async Task A_manifest_says_what_it_is()
    {
        var (bytes, digest, type) = await Manifest("busybox", "1");
        Assert.NotEmpty(bytes);
        Assert.StartsWith("sha256:", digest, StringComparison.Ordinal);
        Assert.Equal(RegistryClient.OciImage, type);
    }

    [Theory]
    [InlineData("busybox", "2", "failed to resolve ref {0}/busybox:2: {0}/busybox:2: not found")]
    [InlineData("secret/web", "1", "failed to resolve ref {0}/secret/web:1: pulling from host {0} failed with status code [manifests 1]: 401 Unauthorized")]
    public async Task What_the_registry_refuses(string repository, string tag, string words)
    {
        var failure = await Assert.ThrowsAsync<PullException>(() => Manifest(repository, tag));
        Assert.Equal("pull image manifest has been retried 1 time(s): " + string.Format(System.Globalization.CultureInfo.InvariantCulture, words, registry.Endpoint.Authority), failure.Message);
    }

    [Fact]
    public async Task A_registry_that_is_away()
    {
        var away = new Uri("http://127.0.0.1:1");
        using var client = new RegistryClient(ImageReference.Parse("127.0.0.1:1/web:1"), new(away, null), new SocketsHttpHandler());
        var failure = await Assert.ThrowsAsync<PullException>(() => client.Manifest("1", TestContext.Current.CancellationToken));
        Assert.Equal(
            "pull image manifest has been retried 7 time(s): failed to resolve ref 127.0.0.1:1/web:1: failed to do request: Get \"http://127.0.0.1:1/v2/web/manifests/1\": dial tcp 127.0.0.1:1: connect: connection refused",
            failure.Message);
    }

    [Fact]
    public void A_password_is_not_printed() => Assert.DoesNotContain("hunter2", new RegistryAuthorization(null, "hunter2").ToString(), StringComparison.Ordinal);

    private async Task<(byte[] Bytes, string Digest, string MediaType)> Manifest(string repository, string tag)
    {
        using var client = new RegistryClient(ImageReference.Parse($"{registry.Endpoint.Authority}/{repository}:{tag}"), new(registry.Endpoint, null), new SocketsHttpHandler());
        return await client.Manifest(tag, TestContext.Current.CancellationToken);
    }
}
