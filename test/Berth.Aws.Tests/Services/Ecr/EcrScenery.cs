using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecr;

/// <summary>A repository of its own, filled by the API alone.</summary>
internal sealed class EcrScenery(AwsFront berth)
{
    public const string ImageType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    public string Name { get; } = "team/app-" + Guid.NewGuid().ToString("N")[..8];

    public string Arn => "arn:aws:ecr:ap-northeast-1:123456789012:repository/" + Name;

    public ApiClient Client { get; } = berth.Client();

    public async Task<EcrScenery> Create(params (string Name, JsonNode Value)[] more)
    {
        await Client.Call("ecr", "CreateRepository", Request(more));
        return this;
    }

    /// <summary>A request about the repository.</summary>
    public JsonObject Request(params (string Name, JsonNode Value)[] more)
    {
        var request = new JsonObject { ["repositoryName"] = Name };
        foreach (var (key, value) in more) request[key] = value;
        return request;
    }

    public Task<JsonNode> Call(string operation, params (string Name, JsonNode Value)[] more) => Client.Call("ecr", operation, Request(more));

    public Task<ApiError> Refused(string operation, params (string Name, JsonNode Value)[] more) => Client.Refused("ecr", operation, Request(more));

    /// <summary>Uploads a layer in two parts, if it is not there yet.</summary>
    public async Task<string> Layer(string text)
    {
        var (bytes, digest) = (Encoding.UTF8.GetBytes(text), Digest(text));
        if ((string)(await Call("BatchCheckLayerAvailability", ("layerDigests", new JsonArray(digest))))["layers"]![0]!["layerAvailability"]! == "AVAILABLE") return digest;
        var upload = (string)(await Call("InitiateLayerUpload"))["uploadId"]!;
        var half = bytes.Length / 2;
        await Part(upload, 0, bytes[..half]);
        await Part(upload, half, bytes[half..]);
        await Call("CompleteLayerUpload", ("uploadId", upload), ("layerDigests", new JsonArray(digest)));
        return digest;
    }

    public Task<JsonNode> Part(string upload, long first, byte[] bytes) => Call("UploadLayerPart", PartOf(upload, first, first + bytes.Length - 1, bytes));

    public static (string, JsonNode)[] PartOf(string upload, long first, long last, byte[] bytes) =>
        [("uploadId", upload), ("partFirstByte", first), ("partLastByte", last), ("layerPartBlob", Convert.ToBase64String(bytes))];

    /// <summary>A manifest of one layer, which is uploaded with its configuration.</summary>
    public async Task<string> Manifest(string text)
    {
        var layer = await Layer(text);
        var config = await Layer("{}");
        return $$"""{"schemaVersion":2,"mediaType":"{{ImageType}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{config}}","size":2},"layers":[{"mediaType":"l","digest":"{{layer}}","size":{{text.Length}}}]}""";
    }

    public static string Index(params string[] digests) =>
        new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = IndexType, ["manifests"] = new JsonArray([.. digests.Select(d => (JsonNode)new JsonObject { ["digest"] = d, ["size"] = 1 })]) }.ToJsonString();

    /// <summary>Pushes an image of its own text.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> Image(string text, string? tag) => await Push(await Manifest(text), tag);

    public async Task<string> Push(string manifest, string? tag)
    {
        var request = Request(("imageManifest", manifest));
        if (tag is not null) request["imageTag"] = tag;
        return (string)(await Client.Call("ecr", "PutImage", request))["image"]!["imageId"]!["imageDigest"]!;
    }

    /// <summary>Tags and digests that are there now, in order.</summary>
    public async Task<List<string>> Tags() =>
        [.. (await Call("ListImages"))["imageIds"]!.AsArray().Select(i => (string?)i!["imageTag"] ?? (string)i["imageDigest"]!).Order(StringComparer.Ordinal)];

    public async Task<HttpClient> Registry(ApiClient? who = null)
    {
        var token = (await (who ?? Client).Call("ecr", "GetAuthorizationToken"))["authorizationData"]![0]!;
        return Registry((string)token["authorizationToken"]!);
    }

    public HttpClient Registry(string login) => new() { BaseAddress = berth.Endpoint, DefaultRequestHeaders = { Authorization = new("Basic", login) } };

    public static string Digest(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
