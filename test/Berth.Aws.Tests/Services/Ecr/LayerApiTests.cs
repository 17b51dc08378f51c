using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecr;

/// <summary>Images pushed by the API alone, as some build tools do.</summary>
public sealed class LayerApiTests(AwsFront berth)
{
    [Fact]
    public async Task A_layer_comes_in_parts_and_an_image_after_its_layers()
    {
        var ecr = await new EcrScenery(berth).Create();
        var begun = await ecr.Call("InitiateLayerUpload");
        Assert.Equal(10L << 20, (long)begun["partSize"]!);
        var upload = (string)begun["uploadId"]!;
        Assert.Equal(3, (long)(await ecr.Part(upload, 0, "0123"u8.ToArray()))["lastByteReceived"]!);
        Assert.Equal(9, (long)(await ecr.Part(upload, 4, "456789"u8.ToArray()))["lastByteReceived"]!);
        var digest = EcrScenery.Digest("0123456789");
        Assert.Equal(digest, (string)(await ecr.Call("CompleteLayerUpload", ("uploadId", upload), ("layerDigests", new JsonArray(digest))))["layerDigest"]!);

        var manifest = await ecr.Manifest("0123456789");
        var put = (await ecr.Call("PutImage", ("imageManifest", manifest), ("imageTag", "v1"), ("imageDigest", EcrScenery.Digest(manifest))))["image"]!;
        Assert.Equal((EcrScenery.Digest(manifest), "v1", EcrScenery.ImageType), ((string)put["imageId"]!["imageDigest"]!, (string)put["imageId"]!["imageTag"]!, (string)put["imageManifestMediaType"]!));
        using var registry = await ecr.Registry();
        Assert.Equal(manifest, await registry.GetStringAsync($"/v2/{ecr.Name}/manifests/v1"));
        Assert.Equal("0123456789", await registry.GetStringAsync($"/v2/{ecr.Name}/blobs/{digest}"));
    }

    [Fact]
    public async Task Parts_come_in_order_and_are_as_long_as_they_say()
    {
        var ecr = await new EcrScenery(berth).Create();
        var upload = (string)(await ecr.Call("InitiateLayerUpload"))["uploadId"]!;
        await ecr.Part(upload, 0, "0123"u8.ToArray());
        Assert.Equal("InvalidLayerPartException", (await ecr.Refused("UploadLayerPart", EcrScenery.PartOf(upload, 5, 5, "x"u8.ToArray()))).Code);
        Assert.Equal("InvalidLayerPartException", (await ecr.Refused("UploadLayerPart", EcrScenery.PartOf(upload, 4, 9, "x"u8.ToArray()))).Code);
        Assert.Equal("UploadNotFoundException", (await ecr.Refused("UploadLayerPart", EcrScenery.PartOf(Guid.NewGuid().ToString(), 0, 0, "x"u8.ToArray()))).Code);
        Assert.Equal("InvalidLayerException", (await ecr.Refused("CompleteLayerUpload", ("uploadId", upload), ("layerDigests", new JsonArray(EcrScenery.Digest("else"))))).Code);
        Assert.Equal("UploadNotFoundException", (await ecr.Refused("CompleteLayerUpload", ("uploadId", upload), ("layerDigests", new JsonArray(EcrScenery.Digest("0123"))))).Code);
    }

    [Fact]
    public async Task A_layer_is_there_once_and_never_empty()
    {
        var ecr = await new EcrScenery(berth).Create();
        var digest = await ecr.Layer("a layer");
        var upload = (string)(await ecr.Call("InitiateLayerUpload"))["uploadId"]!;
        Assert.Equal("EmptyUploadException", (await ecr.Refused("CompleteLayerUpload", ("uploadId", upload), ("layerDigests", new JsonArray(digest)))).Code);
        await ecr.Part(upload, 0, "a layer"u8.ToArray());
        Assert.Equal("LayerAlreadyExistsException", (await ecr.Refused("CompleteLayerUpload", ("uploadId", upload), ("layerDigests", new JsonArray(digest)))).Code);
        var checkedLayers = await ecr.Call("BatchCheckLayerAvailability", ("layerDigests", new JsonArray(digest, EcrScenery.Digest("no"), "md5:12")));
        Assert.Equal(["AVAILABLE", "UNAVAILABLE"], checkedLayers["layers"]!.AsArray().Select(l => (string)l!["layerAvailability"]!));
        Assert.Equal("InvalidLayerDigest", (string)checkedLayers["failures"]![0]!["failureCode"]!);
    }

    [Fact]
    public async Task What_PutImage_refuses_leaves_nothing_behind()
    {
        var ecr = await new EcrScenery(berth).Create();
        var manifest = await ecr.Manifest("one");
        var missing = manifest.Replace(EcrScenery.Digest("one"), EcrScenery.Digest("two"), StringComparison.Ordinal);
        var refused = await ecr.Refused("PutImage", ("imageManifest", missing), ("imageTag", "v1"));
        Assert.Equal(
            ("LayersNotFoundException", $"Layers with digests '[{EcrScenery.Digest("two")}]' required for pushing image into repository with name '{ecr.Name}' in the registry with id '123456789012' do not exist"),
            (refused.Code, refused.Message));
        Assert.Equal("ReferencedImagesNotFoundException", (await ecr.Refused("PutImage", ("imageManifest", EcrScenery.Index(EcrScenery.Digest("no"))))).Code);
        Assert.Equal("ImageDigestDoesNotMatchException", (await ecr.Refused("PutImage", ("imageManifest", manifest), ("imageDigest", EcrScenery.Digest("no")))).Code);
        Assert.Equal(
            ("InvalidParameterException", "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"),
            Short(await ecr.Refused("PutImage", ("imageManifest", "{}"))));
        Assert.Equal("InvalidParameterException", (await ecr.Refused("PutImage", ("imageManifest", manifest), ("imageTag", "not a tag"))).Code);
        Assert.Empty(await ecr.Tags());

        var digest = await ecr.Push(manifest, "v1");
        var again = await ecr.Refused("PutImage", ("imageManifest", manifest), ("imageTag", "v1"));
        Assert.Equal(
            ("ImageAlreadyExistsException", $"Image with digest '{digest}' and tag 'v1' already exists in the repository with name '{ecr.Name}' in registry with id '123456789012'"), Short(again));
        Assert.Equal(digest, await ecr.Push(manifest, "v2"));
        Assert.Equal(["v1", "v2"], await ecr.Tags());
    }

    [Fact]
    public async Task A_tag_moves_as_the_repository_says()
    {
        var ecr = await new EcrScenery(berth).Create(
            ("imageTagMutability", "IMMUTABLE_WITH_EXCLUSION"), ("imageTagMutabilityExclusionFilters", new JsonArray(new JsonObject { ["filterType"] = "WILDCARD", ["filter"] = "dev-*" })));
        foreach (var tag in (string[])["v1", "dev-1"]) await ecr.Image("one", tag);
        await ecr.Image("two", "dev-1");
        Assert.Equal(
            ("ImageTagAlreadyExistsException", $"The image tag 'v1' already exists in the '{ecr.Name}' repository and cannot be overwritten because the tag is immutable."),
            Short(await ecr.Refused("PutImage", ("imageManifest", await ecr.Manifest("two")), ("imageTag", "v1"))));
        var described = (await ecr.Client.Call("ecr", "DescribeRepositories", new JsonObject { ["repositoryNames"] = new JsonArray(ecr.Name) }))["repositories"]![0]!;
        Assert.Equal(("IMMUTABLE_WITH_EXCLUSION", "dev-*"), ((string)described["imageTagMutability"]!, (string)described["imageTagMutabilityExclusionFilters"]![0]!["filter"]!));

        Assert.Equal("InvalidParameterException", (await ecr.Refused("PutImageTagMutability", ("imageTagMutability", "IMMUTABLE_WITH_EXCLUSION"))).Code);
        Assert.Equal("MUTABLE", (string)(await ecr.Call("PutImageTagMutability", ("imageTagMutability", "MUTABLE")))["imageTagMutability"]!);
        await ecr.Image("two", "v1");
    }

    [Fact]
    public async Task Two_pushes_of_one_fixed_tag_at_once_leave_one()
    {
        var ecr = await new EcrScenery(berth).Create(("imageTagMutability", "IMMUTABLE"));
        var manifests = new List<string>();
        for (var i = 0; i < 6; i++) manifests.Add(await ecr.Manifest($"image {i}"));
        var answers = await Task.WhenAll(manifests.Select(m => ecr.Client.Json("ecr", "PutImage", ecr.Request(("imageManifest", m), ("imageTag", "v1")).ToJsonString())));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(["v1"], await ecr.Tags());
    }

    private static (string Code, string Message) Short(ApiError error) => (error.Code, error.Message);
}
