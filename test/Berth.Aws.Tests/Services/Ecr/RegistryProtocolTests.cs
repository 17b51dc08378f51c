using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Ecr;

/// <summary>The distribution protocol request by request; docker, skopeo and containerd themselves are in the acceptance tests.</summary>
public sealed class RegistryProtocolTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = "team/web-" + Guid.NewGuid().ToString("N")[..8];
    private readonly HttpClient http = new() { BaseAddress = berth.Endpoint };

    public async ValueTask InitializeAsync()
    {
        await client.Call("ecr", "CreateRepository", new JsonObject { ["repositoryName"] = name });
        var token = (await client.Call("ecr", "GetAuthorizationToken"))["authorizationData"]![0]!;
        Assert.Equal(berth.Endpoint.ToString().TrimEnd('/'), (string)token["proxyEndpoint"]!);
        http.DefaultRequestHeaders.Authorization = new("Basic", (string)token["authorizationToken"]!);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_image_is_pushed_in_pieces_pulled_listed_and_deleted()
    {
        var layer = await Upload("a layer of some bytes", pieces: 3);
        var config = await Upload("{}", pieces: 1);
        var manifest = Manifest(config, layer);
        var put = await http.PutAsync(Path("manifests/v1"), Content(manifest));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        var digest = Digest(manifest);
        Assert.Equal(digest, put.Headers.GetValues("Docker-Content-Digest").Single());

        Assert.Equal(manifest, await http.GetStringAsync(Path("manifests/v1")));
        Assert.Equal("layer of", await Range(layer, 2, 9));
        Assert.Equal(["v1"], JsonNode.Parse(await http.GetStringAsync(Path("tags/list")))!["tags"]!.AsArray().Select(t => (string)t!));

        var described = (await client.Call("ecr", "DescribeImages", Request()))["imageDetails"]![0]!;
        Assert.Equal((digest, "v1", 23L), ((string)described["imageDigest"]!, (string)described["imageTags"]![0]!, (long)described["imageSizeInBytes"]!));
        Assert.Equal("RepositoryNotEmptyException", (await client.Refused("ecr", "DeleteRepository", Request())).Code);
        await client.Call("ecr", "BatchDeleteImage", Request(("imageIds", new JsonArray(new JsonObject { ["imageTag"] = "v1" }))));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(Path("manifests/v1"))).StatusCode);
        await client.Call("ecr", "DeleteRepository", Request());
    }

    [Fact]
    public async Task Without_or_with_a_wrong_token_nothing_is_served()
    {
        using var stranger = new HttpClient { BaseAddress = berth.Endpoint };
        var refused = await stranger.GetAsync("/v2/");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("AWS:made-up"u8));
        var forged = await stranger.GetAsync(Path("tags/list"));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        Assert.Equal("""{"errors":[{"code":"DENIED","message":"Your Authorization Token is invalid."}]}""", await forged.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Bytes_that_are_not_what_their_digest_says_are_refused_and_not_kept()
    {
        var wrong = Digest("something else");
        var answer = await http.PutAsync($"{await Begin()}?digest={wrong}", new StringContent("bytes"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("DIGEST_INVALID", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(Path("blobs/" + wrong))).StatusCode);
    }

    [Fact]
    public async Task An_image_whose_layers_are_not_here_is_refused()
    {
        var answer = await http.PutAsync(Path("manifests/v1"), Content(Manifest((Digest("{}"), 2), (Digest("x"), 1))));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("BLOB_UNKNOWN", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_nobody_made_is_not_made_by_a_push()
    {
        var answer = await http.PostAsync("/v2/nobody/made/blobs/uploads/", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal(("NAME_UNKNOWN", "The repository with name 'nobody/made' does not exist in the registry with id '123456789012'"), ((string)error["code"]!, (string)error["message"]!));
    }

    [Theory]
    [InlineData("blobs/uploads/..%2F..%2Fstate.db")]
    [InlineData("blobs/sha256:..%2F..%2Froot-access-key.json")]
    [InlineData("blobs/uploads/%2Fetc%2Fpasswd")]
    public async Task Names_never_lead_out_of_the_registry(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(Path(path))).StatusCode);
        Assert.True((await http.PatchAsync(Path(path), new StringContent("x"))).StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_layer_of_another_repository_is_mounted_without_a_second_upload()
    {
        var layer = await Upload("shared", pieces: 1);
        var other = name + "-2";
        await client.Call("ecr", "CreateRepository", new JsonObject { ["repositoryName"] = other });
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/v2/{other}/blobs/{layer.Digest}")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await http.PostAsync($"/v2/{other}/blobs/uploads/?mount={layer.Digest}&from={name}", null)).StatusCode);
        Assert.Equal("shared", await http.GetStringAsync($"/v2/{other}/blobs/{layer.Digest}"));
    }

    [Fact]
    public async Task A_tag_that_may_not_move_does_not()
    {
        await client.Call("ecr", "PutImageTagMutability", Request(("imageTagMutability", "IMMUTABLE")));
        var config = await Upload("{}", pieces: 1);
        await http.PutAsync(Path("manifests/v1"), Content(Manifest(config, await Upload("one", 1))));
        var moved = await http.PutAsync(Path("manifests/v1"), Content(Manifest(config, await Upload("two", 1))));
        Assert.Equal(HttpStatusCode.BadRequest, moved.StatusCode);
        Assert.Contains("TAG_INVALID", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single((await client.Call("ecr", "DescribeImages", Request()))["imageDetails"]!.AsArray());
    }

    [Fact]
    public async Task Repositories_are_made_once_and_their_names_checked()
    {
        Assert.Equal(("RepositoryAlreadyExistsException", $"The repository with name '{name}' already exists in the registry with id '123456789012'"), Short(await client.Refused("ecr", "CreateRepository", Request())));
        Assert.Equal("InvalidParameterException", (await client.Refused("ecr", "CreateRepository", new JsonObject { ["repositoryName"] = "Not Good" })).Code);
        var described = (await client.Call("ecr", "DescribeRepositories", new JsonObject { ["repositoryNames"] = new JsonArray(name) }))["repositories"]![0]!;
        Assert.Equal($"{berth.Endpoint.Authority}/{name}", (string)described["repositoryUri"]!);
    }

    [Fact]
    public async Task What_a_push_brings_stays_for_its_manifest_and_what_nobody_needs_goes()
    {
        var (layer, config) = (await Upload("a layer " + name, pieces: 1), await Upload("{}" + name, pieces: 1));
        var stray = await Upload("a stray " + name, pieces: 1);
        var upload = (await Begin()).Split('/')[^1];
        var files = berth.Services.GetRequiredService<BlobFiles>();
        var sweep = berth.Services.GetRequiredService<BlobSweep>();
        await sweep.Sweep(CancellationToken.None);
        Assert.Equal(HttpStatusCode.Created, (await http.PutAsync(Path("manifests/v1"), Content(Manifest(config, layer)))).StatusCode);
        Assert.NotNull(files.Find(stray.Digest));
        Assert.NotNull(files.Received(new(name, upload)));

        // Long after: the image needs its parts, the stray nobody; but a client that asks for it may be about to push.
        await Age(layer.Digest, config.Digest, stray.Digest);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(new(HttpMethod.Head, Path("blobs/" + stray.Digest)))).StatusCode);
        await sweep.Sweep(CancellationToken.None);
        Assert.NotNull(files.Find(stray.Digest));
        await Age(stray.Digest);
        File.SetLastWriteTimeUtc(Directory.GetFiles(System.IO.Path.Combine(berth.DataDirectory, "registry", "uploads"), upload + ".*").Single(), DateTime.UtcNow.AddHours(-2));
        await sweep.Sweep(CancellationToken.None);
        Assert.Null(files.Find(stray.Digest));
        Assert.Null(files.Received(new(name, upload)));
        Assert.NotNull(files.Find(layer.Digest));

        await client.Call("ecr", "BatchDeleteImage", Request(("imageIds", new JsonArray(new JsonObject { ["imageTag"] = "v1" }))));
        await sweep.Sweep(CancellationToken.None);
        Assert.Null(files.Find(layer.Digest));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(Path("blobs/" + layer.Digest))).StatusCode);
    }

    [Fact]
    public async Task An_upload_belongs_to_its_repository()
    {
        var location = await Begin();
        var other = name + "-2";
        await client.Call("ecr", "CreateRepository", new JsonObject { ["repositoryName"] = other });
        var foreign = location.Replace(name, other, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PatchAsync(foreign, new StringContent("x"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PutAsync($"{foreign}?digest={Digest("x")}", new StringContent("x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await http.PatchAsync(location, new StringContent("x"))).StatusCode);
    }

    [Fact]
    public async Task A_piece_that_begins_elsewhere_is_told_where_to_go_on()
    {
        var location = await Begin();
        await http.PatchAsync(location, new StringContent("0123"));
        using var piece = new StringContent("89");
        piece.Headers.TryAddWithoutValidation("Content-Range", "8-9");
        var refused = await http.PatchAsync(location, piece);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
        Assert.Equal("0-3", refused.Headers.GetValues("Range").Single());
    }

    [Fact]
    public async Task An_image_is_deleted_here_too_but_not_while_an_index_lists_it()
    {
        var image = Manifest(await Upload("{}", 1), await Upload("deleted " + name, 1));
        await http.PutAsync(Path("manifests/v1"), Content(image));
        var index = $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"digest":"{{Digest(image)}}","size":{{image.Length}}}]}""";
        await http.PutAsync(Path("manifests/all"), Content(index));
        var refused = await http.DeleteAsync(Path("manifests/" + Digest(image)));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains($"Requested image referenced by manifest list: [{Digest(index)}]", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await http.DeleteAsync(Path("manifests/all"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await http.DeleteAsync(Path("manifests/" + Digest(image)))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(Path("manifests/v1"))).StatusCode);
    }

    private async Task Age(params string[] digests)
    {
        foreach (var digest in digests) await berth.Store.Change<LayerRecord>("layer", $"{name}@{digest}", old => old! with { NamedAt = DateTimeOffset.UtcNow.AddHours(-2) });
    }

    private async Task<string> Begin() => (await http.PostAsync(Path("blobs/uploads/"), null)).Headers.Location!.ToString();

    private async Task<(string Digest, long Size)> Upload(string text, int pieces)
    {
        var location = await Begin();
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var piece in bytes.Chunk((bytes.Length / pieces) + 1))
            Assert.Equal(HttpStatusCode.Accepted, (await http.PatchAsync(location, new ByteArrayContent(piece))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await http.PutAsync($"{location}?digest={Digest(text)}", null)).StatusCode);
        return (Digest(text), bytes.Length);
    }

    private async Task<string> Range((string Digest, long Size) blob, int from, int to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path("blobs/" + blob.Digest)) { Headers = { Range = new(from, to) } };
        var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private string Path(string rest) => $"/v2/{name}/{rest}";

    private JsonObject Request(params (string Name, JsonNode Value)[] more)
    {
        var request = new JsonObject { ["repositoryName"] = name };
        foreach (var (key, value) in more) request[key] = value;
        return request;
    }

    private static string Manifest((string Digest, long Size) config, (string Digest, long Size) layer) => new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
        ["config"] = new JsonObject { ["mediaType"] = "application/vnd.oci.image.config.v1+json", ["digest"] = config.Digest, ["size"] = config.Size },
        ["layers"] = new JsonArray(new JsonObject { ["mediaType"] = "application/vnd.oci.image.layer.v1.tar", ["digest"] = layer.Digest, ["size"] = layer.Size }),
    }.ToJsonString();

    private static StringContent Content(string manifest) => new(manifest, new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json"));

    private static string Digest(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static (string Code, string Message) Short(ApiError error) => (error.Code, error.Message);
}
