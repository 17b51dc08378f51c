using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Berth.Node.Images;

/// <summary>The pull side of the distribution protocol. Failures are worded as ECS words them, which imitates Go (ECS developer guide, CannotPullContainer errors).</summary>
internal sealed class RegistryClient : IDisposable
{
    public const string OciImage = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string DockerImage = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    private const int ManifestBytesMax = 4 << 20;

    private readonly HttpMessageHandler handler;
    private readonly HttpClient http;
    private readonly ImageReference reference;
    private readonly string name;

    public RegistryClient(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler handler)
    {
        this.reference = reference;
        this.handler = handler;
        name = reference.ToString();
        var root = authorization?.Endpoint ?? new Uri($"https://{(reference.Registry == "docker.io" ? "registry-1.docker.io" : reference.Registry)}");
        http = new HttpClient(handler, disposeHandler: false) { BaseAddress = root, Timeout = Timeout.InfiniteTimeSpan };
        if (authorization?.BasicToken is { } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", token);
    }

    /// <param name="which">A tag or a digest.</param>
    /// <returns>The manifest with its digest and media type.</returns>
    /// <exception cref="PullException">In ECS's words.</exception>
    public async Task<(byte[] Bytes, string Digest, string MediaType)> Manifest(string which, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/{reference.Repository}/manifests/{which}");
        foreach (var type in (string[])[OciImage, DockerImage, OciIndex, DockerList]) request.Headers.Accept.ParseAdd(type);
        using var answer = await Send(request, cancel);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK:
                var bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
                if (bytes.Length > ManifestBytesMax) throw Resolve(1, $"{name}: the manifest is larger than {ManifestBytesMax} bytes");
                var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
                if (which.StartsWith("sha256:", StringComparison.Ordinal) && which != digest) throw Resolve(1, $"{name}: the registry answered {digest} for {which}");
                return (bytes, digest, answer.Content.Headers.ContentType?.MediaType ?? "");
            case HttpStatusCode.Unauthorized when http.DefaultRequestHeaders.Authorization is { Scheme: "Bearer" }:
                throw Resolve(1, "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed");
            case HttpStatusCode.NotFound:
                throw Resolve(1, $"{name}: not found");
            default:
                throw Resolve(1, $"pulling from host {reference.Registry} failed with status code [manifests {which}]: {(int)answer.StatusCode} {Phrase(answer.StatusCode)}");
        }
    }

    /// <summary>The bytes of a blob, from an offset.</summary>
    public async Task<Stream> Blob(string digest, long offset, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/{reference.Repository}/blobs/{digest}");
        if (offset > 0) request.Headers.Range = new RangeHeaderValue(offset, null);
        var answer = await Send(request, cancel);
        if (answer.StatusCode is HttpStatusCode.OK && offset > 0) throw Copy($"unexpected status code {answer.RequestMessage?.RequestUri}: the registry does not serve ranges");
        if (!answer.IsSuccessStatusCode) throw Copy($"unexpected status code {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {Phrase(answer.StatusCode)}");
        return await answer.Content.ReadAsStreamAsync(cancel);
    }

    public void Dispose() => http.Dispose();

    private static PullException Copy(string why) => new($"ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: {why}");

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.StatusCode == HttpStatusCode.Unauthorized && await Authorize(answer, cancel) ? await http.SendAsync(Copy(request), HttpCompletionOption.ResponseHeadersRead, cancel) : answer;
        }
        catch (HttpRequestException failure)
        {
            throw Resolve(7, $"failed to do request: {request.Method.Method[..1]}{request.Method.Method[1..].ToLowerInvariant()} \"{request.RequestUri}\": {GoWords(failure)}", failure);
        }
        catch (TaskCanceledException failure) when (failure.InnerException is TimeoutException)
        {
            throw Resolve(7, $"failed to do request: Get \"{request.RequestUri}\": dial tcp {Address()}: i/o timeout", failure);
        }
    }

    /// <summary>Public registries give everybody a token, but want to be asked for it.</summary>
    /// <returns>Whether asking again makes sense.</returns>
    private async Task<bool> Authorize(HttpResponseMessage refusal, CancellationToken cancel)
    {
        if (http.DefaultRequestHeaders.Authorization is not null) return false;
        var challenge = BearerChallenge.Parse(refusal.Headers.WwwAuthenticate.FirstOrDefault(h => h.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))?.Parameter);
        if (challenge is null) return false;
        using var asker = new HttpClient(handler, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(30) };
        if (await challenge.GetToken(asker, cancel) is not { } token) return false;
        refusal.Dispose();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return true;
    }

    /// <summary>A request can be sent only once.</summary>
    private static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }

    private PullException Resolve(int tries, string why, Exception? cause = null) =>
        new($"pull image manifest has been retried {tries} time(s): failed to resolve ref {name}: {why}", cause);

    private string GoWords(HttpRequestException failure) => failure.InnerException is SocketException socket
        ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"dial tcp {Address()}: connect: connection refused",
            SocketError.NetworkUnreachable => $"dial tcp {Address()}: connect: network is unreachable",
            SocketError.HostUnreachable => $"dial tcp {Address()}: connect: no route to host",
            SocketError.TimedOut => $"dial tcp {Address()}: i/o timeout",
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"dial tcp: lookup {http.BaseAddress!.Host}: no such host",
            _ => socket.Message,
        }
        : failure.Message;

    private string Address() => $"{http.BaseAddress!.Host}:{http.BaseAddress.Port}";

    private static string Phrase(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "Unauthorized",
        HttpStatusCode.Forbidden => "Forbidden",
        HttpStatusCode.TooManyRequests => "Too Many Requests",
        _ => status.ToString(),
    };
}
