using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Berth.Testing.Images;

/// <summary>
/// The pull side of a registry over an image layout on disk: repository "busybox", tags "1" and "tall". Below "public/" it wants a token, which everybody gets; below "denied/" nobody is let. A HEAD and a range of one byte are
/// answered; every request is noted.
/// </summary>
public sealed class LayoutRegistry : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly string layout;
    private readonly Dictionary<string, string> manifests;

    private LayoutRegistry(string layout, int port)
    {
        this.layout = layout;
        manifests = JsonNode.Parse(File.ReadAllText(Path.Combine(layout, "index.json")))!["manifests"]!.AsArray()
            .ToDictionary(m => "/v2/busybox/manifests/" + (string)m!["annotations"]!["org.opencontainers.image.ref.name"]!, m => (string)m!["digest"]!);
        Endpoint = new($"http://127.0.0.1:{port}");
        listener.Prefixes.Add(Endpoint.ToString());
        listener.Start();
        _ = Serve();
    }

    /// <summary>Asked for this digest, the registry answers another manifest.</summary>
    public static string Impostor { get; } = "sha256:" + new string('f', 64);

    public Uri Endpoint { get; }

    /// <summary>Blobs are asked for in vain.</summary>
    public bool LayersGone { get; set; }

    /// <summary>Sample: <c>HEAD /v2/busybox/manifests/1</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static LayoutRegistry Start()
    {
        var layout = Directory.CreateTempSubdirectory("berth-layout-").FullName;
        BusyboxLayout.Write(layout);
        return new(layout, FreePort.Find());
    }

    public void Dispose()
    {
        listener.Close();
        Directory.Delete(layout, recursive: true);
    }

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await Answer(context.Request, context.Response);
                context.Response.Close();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    private async Task Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        var path = request.Url!.AbsolutePath;
        Requests.Enqueue($"{request.HttpMethod} {path}{(request.Headers["Range"] is { } asked ? " " + asked : "")}");
        if (path == "/token")
        {
            await response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"token":"{{request.QueryString["scope"]}}"}"""));
            return;
        }

        if (path.StartsWith("/v2/public/", StringComparison.Ordinal))
        {
            if (request.Headers["Authorization"] != "Bearer repository:public/busybox:pull")
            {
                response.StatusCode = 401;
                response.AddHeader("WWW-Authenticate", $"Bearer realm=\"{Endpoint}token\",service=\"layout\",scope=\"repository:{(path.Contains("busybox", StringComparison.Ordinal) ? "public/busybox" : "none")}:pull\"");
                return;
            }

            path = path.Replace("/public", "", StringComparison.Ordinal);
        }

        var digest = path switch
        {
            _ when manifests.TryGetValue(path, out var tagged) => tagged,
            _ when path == $"/v2/busybox/manifests/{Impostor}" => manifests["/v2/busybox/manifests/1"],
            _ when LayersGone && path.Contains("/blobs/", StringComparison.Ordinal) => null,
            _ when path.StartsWith("/v2/busybox/blobs/", StringComparison.Ordinal) || path.StartsWith("/v2/busybox/manifests/sha256:", StringComparison.Ordinal) => path[(path.LastIndexOf('/') + 1)..],
            _ => null,
        };
        var file = digest is null ? null : Path.Combine(layout, "blobs", digest.Replace(':', '/'));
        response.StatusCode = path.Contains("/secret/", StringComparison.Ordinal) ? 401 : path.Contains("/denied/", StringComparison.Ordinal) ? 403 : file is not null && File.Exists(file) ? 200 : 404;
        if (response.StatusCode != 200) return;
        if (path.Contains("/manifests/", StringComparison.Ordinal)) response.ContentType = "application/vnd.oci.image.manifest.v1+json";
        var bytes = await File.ReadAllBytesAsync(file!);
        response.AddHeader("Docker-Content-Digest", digest!);
        if (request.Headers["Range"] == "bytes=0-0") (response.StatusCode, bytes) = (206, bytes[..1]);
        response.ContentLength64 = bytes.Length;
        if (request.HttpMethod != "HEAD") await response.OutputStream.WriteAsync(bytes);
    }
}
