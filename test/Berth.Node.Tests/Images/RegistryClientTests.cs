using Berth.Node.Images;
using Berth.Testing.Images;
using Berth.Testing.Time;

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
    [InlineData("public/web", "1", "failed to resolve ref {0}/public/web:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")]
    [InlineData("secret/web", "1", "failed to resolve ref {0}/secret/web:1: pulling from host {0} failed with status code [manifests 1]: 401 Unauthorized")]
    [InlineData("denied/web", "1", "failed to resolve ref {0}/denied/web:1: pulling from host {0} failed with status code [manifests 1]: 403 Forbidden")]
    public async Task What_the_registry_refuses(string repository, string tag, string words)
    {
        var failure = await Assert.ThrowsAsync<PullException>(() => Manifest(repository, tag));
        Assert.Equal("pull image manifest has been retried 1 time(s): " + string.Format(System.Globalization.CultureInfo.InvariantCulture, words, registry.Endpoint.Authority), failure.Message);
    }

    [Fact]
    public async Task A_layer_that_may_not_be_fetched()
    {
        using var client = new RegistryClient(ImageReference.Parse($"{registry.Endpoint.Authority}/denied/web:1"), new(registry.Endpoint, null), new SocketsHttpHandler(), new(), new HastyTime());
        var failure = await Assert.ThrowsAsync<PullException>(() => client.Blob("sha256:0", 0, TestContext.Current.CancellationToken));
        Assert.Equal($"ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code {registry.Endpoint}v2/denied/web/blobs/sha256:0: 403 Forbidden", failure.Message);
    }

    [Fact]
    public async Task A_public_registry_is_asked_for_the_token_that_it_wants()
    {
        using var client = new RegistryClient(ImageReference.Parse($"{registry.Endpoint.Authority}/public/busybox:1"), new(registry.Endpoint, null), new SocketsHttpHandler(), new(), new HastyTime());
        var (bytes, _, _) = await client.Manifest("1", TestContext.Current.CancellationToken);
        var config = (string)System.Text.Json.Nodes.JsonNode.Parse(bytes)!["config"]!["digest"]!;
        await using var blob = await client.Blob(config, 0, TestContext.Current.CancellationToken);
        Assert.Equal('{', blob.ReadByte());
    }

    [Theory]
    [InlineData("realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/nginx:pull\"", true)]
    [InlineData("realm=\"http://auth.example.com/token\"", false)]
    [InlineData("realm=\"not a uri\"", false)]
    [InlineData("realm=\"https://:secret@auth.example.com/token\"", false)]
    [InlineData("realm=\"https://user@auth.example.com/token\"", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("realm=\"https://auth.docker.io/token\",scope=\"a\",scope=\"b\"", true)]
    public void Only_a_realm_that_is_safe_to_ask_is_asked(string? parameters, bool asked) => Assert.Equal(asked, BearerChallenge.Parse(parameters) is not null);

    [Theory]
    [InlineData("""{"token":"abc"}""", "abc")]
    [InlineData("""{"access_token":"abc"}""", "abc")]
    [InlineData("""{"token":"a\r\nb: c"}""", null)]
    [InlineData("""{"token":7}""", null)]
    [InlineData("[]", null)]
    [InlineData("<html>", null)]
    public void A_token_is_what_a_header_can_carry(string answer, string? token) => Assert.Equal(token, BearerChallenge.ReadToken(answer));

    [Theory]
    [InlineData("""{"config":{"mediaType":"c","size":7},"layers":[]}""")]
    [InlineData("""{"config":null,"layers":[null]}""")]
    [InlineData("[]")]
    public void A_manifest_with_holes_fails_the_pull(string text) =>
        Assert.Throws<PullException>(() => JsonForms.Read<ManifestJson>(System.Text.Encoding.UTF8.GetBytes(text), ImageReference.Parse("busybox")));

    [Fact]
    public async Task Another_manifest_than_the_one_pinned_is_refused()
    {
        using var client = new RegistryClient(ImageReference.Parse($"{registry.Endpoint.Authority}/busybox@{LayoutRegistry.Impostor}"), new(registry.Endpoint, null), new SocketsHttpHandler(), new(), new HastyTime());
        var failure = await Assert.ThrowsAsync<PullException>(() => client.Manifest(LayoutRegistry.Impostor, TestContext.Current.CancellationToken));
        Assert.Contains("the registry answered sha256:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_without_an_end_is_refused_before_it_fills_the_memory()
    {
        using var endless = new Answers(() => new Endless());
        using var client = new RegistryClient(ImageReference.Parse("registry.example/web:1"), null, endless, new(), new HastyTime());
        var failure = await Assert.ThrowsAsync<PullException>(() => client.Manifest("1", TestContext.Current.CancellationToken));
        Assert.EndsWith("the answer is larger than 4194304 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_falls_silent_in_the_middle_of_an_answer_is_given_up()
    {
        using var silent = new Answers(() => new Silent());
        using var client = new RegistryClient(ImageReference.Parse("registry.example/web:1"), null, silent, new(), new HastyTime { ShortMax = TimeSpan.FromSeconds(15) });
        var failure = await Assert.ThrowsAsync<PullException>(() => client.Manifest("1", TestContext.Current.CancellationToken));
        Assert.EndsWith("(Client.Timeout or context cancellation while reading body)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_is_away()
    {
        var away = new Uri("http://127.0.0.1:1");
        using var client = new RegistryClient(ImageReference.Parse("127.0.0.1:1/web:1"), new(away, null), new SocketsHttpHandler(), new(), new HastyTime());
        var failure = await Assert.ThrowsAsync<PullException>(() => client.Manifest("1", TestContext.Current.CancellationToken));
        Assert.Equal(
            "pull image manifest has been retried 7 time(s): failed to resolve ref 127.0.0.1:1/web:1: failed to do request: Head \"http://127.0.0.1:1/v2/web/manifests/1\": dial tcp 127.0.0.1:1: connect: connection refused",
            failure.Message);
    }

    [Fact]
    public void A_password_is_not_printed() => Assert.DoesNotContain("hunter2", new RegistryAuthorization(null, "hunter2").ToString(), StringComparison.Ordinal);

    private async Task<(byte[] Bytes, string Digest, string MediaType)> Manifest(string repository, string tag)
    {
        using var client = new RegistryClient(ImageReference.Parse($"{registry.Endpoint.Authority}/{repository}:{tag}"), new(registry.Endpoint, null), new SocketsHttpHandler(), new(), new HastyTime());
        return await client.Manifest(tag, TestContext.Current.CancellationToken);
    }

    /// <summary>A registry that answers everything but HEAD, which it does not know, with one body.</summary>
    private sealed class Answers(Func<Stream> body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(request.Method == HttpMethod.Head
            ? new HttpResponseMessage(System.Net.HttpStatusCode.MethodNotAllowed) { RequestMessage = request }
            : new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StreamContent(body()), RequestMessage = request });
    }

    private class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Silent : Endless
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
