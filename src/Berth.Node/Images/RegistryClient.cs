using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Berth.Domain.Diagnosis;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using Berth.Node.Aws;
using Berth.Node.Network;

namespace Berth.Node.Images;

/// <summary>
/// The pull side of the distribution protocol, each call with its <see cref="CallPatience"/>. Failures are worded as ECS words them, which imitates Go (ECS developer guide, CannotPullContainer
/// errors), and name the image as its definition does.
/// </summary>
internal sealed class RegistryClient : IDisposable
{
    public const string OciImage = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string DockerImage = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    private const int ManifestBytesMax = 4 << 20;

    /// <summary>One byte was asked for; some registries round up.</summary>
    private const int ProbeBytesMax = 64 * 1024;
    private const int TokenBytesMax = 1 << 20;
    private const string DigestHeader = "Docker-Content-Digest";
    private static readonly string[] ManifestTypes = [OciImage, DockerImage, OciIndex, DockerList];

    private readonly HttpMessageHandler handler;
    private readonly HttpClient http;
    private readonly ImageReference reference;
    private readonly ManifestMemory manifests;
    private readonly TimeProvider clock;
    private readonly string name;

    /// <param name="handler">The connections of the task that the image is for.</param>
    public RegistryClient(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler handler, ManifestMemory manifests, TimeProvider clock)
    {
        (this.reference, this.handler, this.manifests, this.clock) = (reference, handler, manifests, clock);
        name = reference.ToString();
        var root = authorization?.Endpoint ?? new Uri($"https://{(reference.Registry == "docker.io" ? "registry-1.docker.io" : reference.Registry)}");
        http = new HttpClient(handler, disposeHandler: false) { BaseAddress = root, Timeout = Timeout.InfiniteTimeSpan };
        if (authorization?.BasicToken is { } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", token);
    }

    /// <summary>Asks what a tag or digest stands for, every time; its bytes are moved only when they are not remembered.</summary>
    /// <param name="which">A tag or a digest.</param>
    /// <returns>The manifest with its digest and media type.</returns>
    /// <exception cref="PullException">In ECS's words.</exception>
    public Task<(byte[] Bytes, string Digest, string MediaType)> Manifest(string which, CancellationToken cancel) => Resolve(() => Ask(which, cancel), cancel);

    /// <summary>A manifest that an index names, of which the registry was asked already.</summary>
    /// <exception cref="PullException">In ECS's words.</exception>
    public Task<(byte[] Bytes, string Digest, string MediaType)> ManifestOf(string digest, CancellationToken cancel) =>
        manifests.Find(digest) is { } known ? Task.FromResult(known) : Resolve(() => Get(digest, cancel), cancel);

    /// <summary>The bytes of a blob, from an offset.</summary>
    /// <exception cref="PullException">In ECS's words.</exception>
    public Task<Stream> Blob(string digest, long offset, CancellationToken cancel) => Layer(
        async () =>
        {
            var answer = await Open(digest, offset > 0 ? new(offset, null) : null, cancel);
            if (answer.StatusCode is HttpStatusCode.OK && offset > 0) throw Unexpected(answer, "the registry does not serve ranges");
            return await answer.Content.ReadAsStreamAsync(cancel);
        },
        cancel);

    /// <summary>Fetches one byte of a blob: whether it could be pulled, for one whose bytes are here already.</summary>
    /// <exception cref="PullException">In ECS's words.</exception>
    public Task Probe(string digest, CancellationToken cancel) => Layer(
        async () =>
        {
            using var answer = await Open(digest, new(0, 0), cancel);

            // Read, so that the connection can be used again. A registry without ranges sends everything, which nobody needs.
            return answer.StatusCode != HttpStatusCode.PartialContent || (await Read(answer, ProbeBytesMax, "httpReadSeeker: failed open: ", cancel)).Length > 0;
        },
        cancel);

    public void Dispose() => http.Dispose();

    private Task<T> Resolve<T>(Func<Task<T>> once, CancellationToken cancel) => PatientCall.Run(
        CallPatience.Manifest, clock, once,
        (failure, retried) => new PullException($"pull image manifest has been retried {retried} time(s): failed to resolve ref {name}: {failure.Message}", failure) { Call = (failure as TryException)?.Call }, cancel);

    private Task<T> Layer<T>(Func<Task<T>> once, CancellationToken cancel) => PatientCall.Run(
        CallPatience.Layer, clock, once,
        (failure, retried) => new PullException($"ref pull has been retried {retried} time(s): failed to copy: {failure.Message}", failure) { Call = (failure as TryException)?.Call }, cancel);

    private async Task<(byte[] Bytes, string Digest, string MediaType)> Ask(string which, CancellationToken cancel)
    {
        using var answer = await SendForManifest(HttpMethod.Head, which, cancel);
        if (answer.StatusCode == HttpStatusCode.MethodNotAllowed) return await Get(which, cancel);
        if (!answer.IsSuccessStatusCode) throw Refused(which, answer.StatusCode);
        var digest = answer.Headers.TryGetValues(DigestHeader, out var values) ? values.First() : null;
        if (digest is null || !digest.StartsWith("sha256:", StringComparison.Ordinal)) return await Get(which, cancel);

        if (IsDigest(which) && which != digest) throw Impostor(which, digest);

        // By digest from here on: a tag may move meanwhile.
        return manifests.Find(digest) ?? await Get(digest, cancel);
    }

    private async Task<(byte[] Bytes, string Digest, string MediaType)> Get(string which, CancellationToken cancel)
    {
        using var answer = await SendForManifest(HttpMethod.Get, which, cancel);
        if (answer.StatusCode != HttpStatusCode.OK) throw Refused(which, answer.StatusCode);
        var bytes = await Read(answer, ManifestBytesMax, "", cancel);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (IsDigest(which) && which != digest) throw Impostor(which, digest);
        var mediaType = answer.Content.Headers.ContentType?.MediaType ?? "";
        manifests.Keep(digest, bytes, mediaType);
        return (bytes, digest, mediaType);
    }

    private TryException Impostor(string which, string digest) => new(TryFailure.Definite, $"{name}: the registry answered {digest} for {which}");

    /// <summary>A small answer, whole: a registry that sends without an end fills no memory, and one that falls silent in the middle holds nobody up.</summary>
    private async Task<byte[]> Read(HttpResponseMessage answer, int bytesMax, string before, CancellationToken cancel)
    {
        var what = $"{before}failed to do request: Get \"{answer.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)}\"";
        using var limit = new CancellationTokenSource(CallPatience.Answer, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(either.Token);
            using var bytes = new MemoryStream();
            var piece = new byte[16 * 1024];
            while (await stream.ReadAsync(piece, either.Token) is > 0 and var count)
            {
                bytes.Write(piece, 0, count);
                if (bytes.Length > bytesMax) throw new TryException(TryFailure.Definite, $"{what}: the answer is larger than {bytesMax} bytes");
            }

            return bytes.ToArray();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TryException(TryFailure.TimedOut, $"{what}: net/http: request canceled (Client.Timeout or context cancellation while reading body)");
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or ObjectDisposedException && !cancel.IsCancellationRequested)
        {
            throw new TryException(TryFailure.Passing, $"{what}: {broken.Message}", broken);
        }
    }

    private TryException Refused(string which, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized when http.DefaultRequestHeaders.Authorization is { Scheme: "Bearer" } =>
            new(TryFailure.Definite, "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"),
        HttpStatusCode.NotFound => new(TryFailure.Definite, $"{name}: not found"),
        _ => new(KindOf(status), $"pulling from host {reference.Registry} failed with status code [manifests {which}]: {(int)status} {Phrase(status)}"),
    };

    private Task<HttpResponseMessage> SendForManifest(HttpMethod method, string which, CancellationToken cancel) => Send(
        () =>
        {
            var request = new HttpRequestMessage(method, $"/v2/{reference.Repository}/manifests/{which}");
            foreach (var type in ManifestTypes) request.Headers.Accept.ParseAdd(type);
            return request;
        },
        "", "ecr:BatchGetImage", cancel);

    private async Task<HttpResponseMessage> Open(string digest, RangeHeaderValue? range, CancellationToken cancel)
    {
        var answer = await Send(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/{reference.Repository}/blobs/{digest}");
                request.Headers.Range = range;
                return request;
            },
            "httpReadSeeker: failed open: ", "ecr:GetDownloadUrlForLayer", cancel);
        return answer.IsSuccessStatusCode ? answer : throw Unexpected(answer, $"{(int)answer.StatusCode} {Phrase(answer.StatusCode)}");
    }

    private static TryException Unexpected(HttpResponseMessage answer, string why)
    {
        using (answer) return new(KindOf(answer.StatusCode), $"httpReaderSeeker: failed open: unexpected status code {answer.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)}: {why}");
    }

    /// <summary>One try.</summary>
    /// <param name="make">A request can be sent only once.</param>
    /// <param name="before">Goes before the words of a failure.</param>
    /// <param name="call">As IAM names it, at our registry.</param>
    private async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> make, string before, string call, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(CallPatience.Try, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var request = make();
        try
        {
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || !await Authorize(answer, either.Token)) return answer;
            request = make();
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ObjectDisposedException && !cancel.IsCancellationRequested)
        {
            var lost = failure as HttpRequestException ?? new HttpRequestException(failure.Message, failure);
            throw new TryException(CallFailures.Judge(lost) ?? TryFailure.Passing, $"{before}failed to do request: {CallFailures.Words(request.Method, request.RequestUri!, lost)}", failure)
            {
                Call = Evidence(lost, call),
            };
        }
    }

    private FailedCall? Evidence(HttpRequestException lost, string call) => CallFailures.Evidence(
        lost, (lost.InnerException as DialException)?.Service switch { PublicServices.S3 => "s3:GetObject", null => call == "ecr:BatchGetImage" ? "registry:GetManifest" : "registry:GetBlob", _ => call }, reference.Registry);

    /// <summary>Public registries give everybody a token, but want to be asked for it.</summary>
    /// <returns>Whether asking again makes sense.</returns>
    private async Task<bool> Authorize(HttpResponseMessage refusal, CancellationToken cancel)
    {
        if (http.DefaultRequestHeaders.Authorization is not null) return false;
        var challenge = BearerChallenge.Parse(refusal.Headers.WwwAuthenticate.FirstOrDefault(h => h.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))?.Parameter);
        if (challenge is null) return false;
        using var asker = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = TokenBytesMax };
        string? token;
        try
        {
            token = await challenge.GetToken(asker, cancel);
        }
        catch (HttpRequestException failure)
        {
            throw new TryException(CallFailures.Judge(failure)!.Value, $"failed to authorize: failed to fetch anonymous token: {CallFailures.Words(HttpMethod.Get, challenge.Realm, failure)}", failure)
            {
                Call = CallFailures.Evidence(failure, "registry:GetToken", reference.Registry),
            };
        }

        if (token is null) return false;
        refusal.Dispose();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return true;
    }

    private static bool IsDigest(string which) => which.StartsWith("sha256:", StringComparison.Ordinal);

    private static TryFailure KindOf(HttpStatusCode status) => (int)status is 429 or 408 or >= 500 and < 600 ? TryFailure.Passing : TryFailure.Definite;

    private static string Phrase(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "Unauthorized",
        HttpStatusCode.Forbidden => "Forbidden",
        HttpStatusCode.TooManyRequests => "Too Many Requests",
        _ => status.ToString(),
    };
}
