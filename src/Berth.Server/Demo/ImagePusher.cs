using System.Net;
using System.Net.Http.Headers;
using Berth.Server.Api;

namespace Berth.Server.Demo;

/// <summary>Pushes an image by the OCI distribution protocol, as docker would.</summary>
internal sealed class ImagePusher(Uri registry, string authorizationToken, HttpClient http)
{
    public async Task Push(WebImage image, string repository, string tag, CancellationToken cancel)
    {
        await PushBlob(repository, image.Layer, cancel);
        await PushBlob(repository, image.Config, cancel);
        using var content = new ByteArrayContent(image.Manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(WebImage.ManifestType);
        using var answer = await Send(HttpMethod.Put, new Uri(registry, $"/v2/{repository}/manifests/{tag}"), content, cancel);
        await Expect(answer, HttpStatusCode.Created, cancel);
    }

    private async Task PushBlob(string repository, byte[] bytes, CancellationToken cancel)
    {
        var digest = WebImage.Digest(bytes);
        using (var present = await Send(HttpMethod.Head, new Uri(registry, $"/v2/{repository}/blobs/{digest}"), null, cancel))
            if (present.StatusCode == HttpStatusCode.OK) return;

        using var opened = await Send(HttpMethod.Post, new Uri(registry, $"/v2/{repository}/blobs/uploads/"), null, cancel);
        await Expect(opened, HttpStatusCode.Accepted, cancel);
        var location = new Uri(registry, opened.Headers.Location!);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var separator = location.Query.Length == 0 ? "?" : "&";
        using var done = await Send(HttpMethod.Put, new Uri($"{location}{separator}digest={Uri.EscapeDataString(digest)}"), content, cancel);
        await Expect(done, HttpStatusCode.Created, cancel);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, Uri uri, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", authorizationToken);
        return await http.SendAsync(request, cancel);
    }

    private static async Task Expect(HttpResponseMessage answer, HttpStatusCode expected, CancellationToken cancel)
    {
        if (answer.StatusCode != expected) throw new ApiException((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }
}
