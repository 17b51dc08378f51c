using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecr;

public sealed class ImageOperationsTests(AwsFront berth)
{
    [Fact]
    public async Task Images_are_listed_and_described_page_by_page_and_by_tag_status()
    {
        var ecr = await new EcrScenery(berth).Create();
        for (var i = 0; i < 3; i++) await ecr.Image($"tagged {i}", $"v{i}");
        var loose = await ecr.Image("loose", null);
        foreach (var (operation, list) in ((string, string)[])[("DescribeImages", "imageDetails"), ("ListImages", "imageIds")])
        {
            Assert.Equal(3, (await ecr.Call(operation, Filter("TAGGED")))[list]!.AsArray().Count);
            Assert.Equal(loose, (string)Assert.Single((await ecr.Call(operation, Filter("UNTAGGED")))[list]!.AsArray())!["imageDigest"]!);
            Assert.Equal(4, (await ecr.Call(operation, Filter("ANY")))[list]!.AsArray().Count);
            var first = await ecr.Call(operation, ("maxResults", 3));
            var second = await ecr.Call(operation, ("maxResults", 3), ("nextToken", (string)first["nextToken"]!));
            Assert.Equal(4, first[list]!.AsArray().Concat(second[list]!.AsArray()).Select(i => (string)i!["imageDigest"]!).Distinct().Count());
            Assert.Null(second["nextToken"]);
            Assert.Equal("InvalidParameterException", (await ecr.Refused(operation, Filter("TAGGED"), ("nextToken", (string)first["nextToken"]!))).Code);
        }

        var missing = await ecr.Refused("DescribeImages", ("imageIds", new JsonArray(new JsonObject { ["imageTag"] = "v9" })));
        Assert.Equal(
            ("ImageNotFoundException", $"The image with imageId {{imageDigest:'null', imageTag:'v9'}} does not exist within the repository with name '{ecr.Name}' in the registry with id '123456789012'"),
            (missing.Code, missing.Message));
        Assert.Equal("InvalidParameterException", (await ecr.Refused("DescribeImages", ("imageIds", new JsonArray(new JsonObject())))).Code);
    }

    [Fact]
    public async Task A_batch_says_of_each_image_what_became_of_it()
    {
        var ecr = await new EcrScenery(berth).Create();
        var (one, two) = (await ecr.Image("one", "v1"), await ecr.Image("two", "v2"));
        JsonArray Ids() => new(Id(one, null), Id(null, "v2"), Id(one, "v2"), Id(null, "v9"), new JsonObject(), Id("oops", null));
        var got = await ecr.Call("BatchGetImage", ("imageIds", Ids()));
        Assert.Equal([one, two], got["images"]!.AsArray().Select(i => (string)i!["imageId"]!["imageDigest"]!));
        Assert.Equal(["ImageTagDoesNotMatchDigest", "ImageNotFound", "MissingDigestAndTag", "InvalidImageDigest"], got["failures"]!.AsArray().Select(f => (string)f!["failureCode"]!));
        var other = await ecr.Call("BatchGetImage", ("imageIds", new JsonArray(Id(one, null))), ("acceptedMediaTypes", new JsonArray(EcrScenery.IndexType)));
        Assert.Equal(("ImageNotFound", "Requested image not found"), ((string)other["failures"]![0]!["failureCode"]!, (string)other["failures"]![0]!["failureReason"]!));

        var deleted = await ecr.Call("BatchDeleteImage", ("imageIds", Ids()));
        Assert.Equal([(one, "v1"), (two, "v2")], deleted["imageIds"]!.AsArray().Select(i => ((string)i!["imageDigest"]!, (string)i["imageTag"]!)));
        Assert.Equal(["ImageNotFound", "ImageNotFound", "MissingDigestAndTag", "InvalidImageDigest"], deleted["failures"]!.AsArray().Select(f => (string)f!["failureCode"]!));
        Assert.Empty(await ecr.Tags());
    }

    [Fact]
    public async Task By_tag_an_image_goes_with_its_last_one_and_never_while_an_index_lists_it()
    {
        var ecr = await new EcrScenery(berth).Create();
        var digest = await ecr.Image("one", "v1");
        await ecr.Image("one", "v2");
        var index = await ecr.Push(EcrScenery.Index(digest), "all");
        await ecr.Call("BatchDeleteImage", ("imageIds", new JsonArray(Id(null, "v1"))));
        var kept = (await ecr.Call("BatchDeleteImage", ("imageIds", new JsonArray(Id(null, "v2"), Id(digest, null)))))["failures"]!.AsArray();
        Assert.All(kept, f => Assert.Equal(("ImageReferencedByManifestList", $"Requested image referenced by manifest list: [{index}]"), ((string)f!["failureCode"]!, (string)f["failureReason"]!)));
        Assert.Equal(2, kept.Count);
        var gone = await ecr.Call("BatchDeleteImage", ("imageIds", new JsonArray(Id(index, null), Id(null, "v2"))));
        Assert.Empty(gone["failures"]!.AsArray());
        Assert.Empty(await ecr.Tags());
    }

    [Theory]
    [InlineData("imageScanningConfiguration", """{"scanOnPush":true}""", "scanOnPush")]
    [InlineData("encryptionConfiguration", """{"encryptionType":"KMS"}""", "encryption KMS")]
    [InlineData("encryptionConfiguration", """{"encryptionType":"AES256","kmsKey":"alias/x"}""", "kmsKey")]
    [InlineData("imageTagMutabilityExclusionFilters", """[{"filterType":"WILDCARD","filter":"a*"}]""", "imageTagMutabilityExclusionFilters")]
    public async Task What_is_not_done_is_refused_by_name(string member, string value, string named)
    {
        var refused = await new EcrScenery(berth).Refused("CreateRepository", (member, JsonNode.Parse(value)!));
        Assert.Equal("InvalidParameterException", refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_shows_what_it_is()
    {
        var ecr = new EcrScenery(berth);
        var made = (await ecr.Call("CreateRepository", ("imageScanningConfiguration", new JsonObject { ["scanOnPush"] = false }), ("encryptionConfiguration", new JsonObject { ["encryptionType"] = "AES256" })))["repository"]!;
        Assert.Equal((ecr.Arn, "MUTABLE", false, "AES256"), ((string)made["repositoryArn"]!, (string)made["imageTagMutability"]!, (bool)made["imageScanningConfiguration"]!["scanOnPush"]!, (string)made["encryptionConfiguration"]!["encryptionType"]!));
        var registry = await ecr.Client.Call("ecr", "DescribeRegistry");
        Assert.Equal("123456789012", (string)registry["registryId"]!);
        Assert.Empty(registry["replicationConfiguration"]!["rules"]!.AsArray());
    }

    [Fact]
    public async Task Another_registry_lets_nobody_in()
    {
        var ecr = await new EcrScenery(berth).Create();
        var refused = await ecr.Refused("ListImages", ("registryId", "999999999999"));
        Assert.Equal(
            ("AccessDeniedException", $"User: arn:aws:iam::123456789012:root is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:ap-northeast-1:999999999999:repository/{ecr.Name} because no resource-based policy allows the ecr:ListImages action"),
            (refused.Code, refused.Message));
        var foreign = ecr.Arn.Replace("123456789012", "999999999999", StringComparison.Ordinal);
        Assert.Equal("InvalidParameterException", (await ecr.Client.Refused("ecr", "ListTagsForResource", new JsonObject { ["resourceArn"] = foreign })).Code);
    }

    private static (string, JsonNode) Filter(string status) => ("filter", new JsonObject { ["tagStatus"] = status });

    private static JsonObject Id(string? digest, string? tag)
    {
        var id = new JsonObject();
        if (digest is not null) id["imageDigest"] = digest;
        if (tag is not null) id["imageTag"] = tag;
        return id;
    }
}
