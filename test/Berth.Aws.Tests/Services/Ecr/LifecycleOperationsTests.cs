using System.Text.Json.Nodes;
using Berth.Aws.Services.Ecr;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Ecr;

public sealed class LifecycleOperationsTests(AwsFront berth)
{
    private const string KeepTwo = """{"rules":[{"rulePriority":1,"description":"two stay","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":2},"action":{"type":"expire"}}]}""";
    private const string Untagged = """{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7},"action":{"type":"expire"}}]}""";

    [Fact]
    public async Task A_policy_is_put_read_and_deleted()
    {
        var ecr = await new EcrScenery(berth).Create();
        Assert.Equal(
            ("LifecyclePolicyNotFoundException", $"Lifecycle policy does not exist for the repository with name '{ecr.Name}' in the registry with id '123456789012'"), Short(await ecr.Refused("GetLifecyclePolicy")));
        Assert.Equal(KeepTwo, (string)(await ecr.Call("PutLifecyclePolicy", ("lifecyclePolicyText", KeepTwo)))["lifecyclePolicyText"]!);
        Assert.Equal(KeepTwo, (string)(await ecr.Call("GetLifecyclePolicy"))["lifecyclePolicyText"]!);
        Assert.Equal(
            ("InvalidParameterException", "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: instance failed to match exactly one schema (matched 0 out of 2)'"),
            Short(await ecr.Refused("PutLifecyclePolicy", ("lifecyclePolicyText", KeepTwo.Replace("\"countNumber\"", "\"countUnit\":\"days\",\"countNumber\"", StringComparison.Ordinal)))));
        Assert.Contains("sinceImagePulled", (await ecr.Refused("PutLifecyclePolicy", ("lifecyclePolicyText", Untagged.Replace("sinceImagePushed", "sinceImagePulled", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
        Assert.Equal(KeepTwo, (string)(await ecr.Call("DeleteLifecyclePolicy"))["lifecyclePolicyText"]!);
        Assert.Equal("LifecyclePolicyNotFoundException", (await ecr.Refused("DeleteLifecyclePolicy")).Code);
        Assert.Equal("RepositoryNotFoundException", (await new EcrScenery(berth).Refused("PutLifecyclePolicy", ("lifecyclePolicyText", KeepTwo))).Code);
    }

    [Fact]
    public async Task What_the_preview_shows_the_sweep_deletes_and_nothing_else()
    {
        var ecr = await new EcrScenery(berth).Create();
        for (var i = 0; i < 4; i++) await Age(ecr, await ecr.Image($"image {i}", $"v{i}"), days: 10 - i);
        Assert.Equal("LifecyclePolicyPreviewNotFoundException", (await ecr.Refused("GetLifecyclePolicyPreview")).Code);
        Assert.Equal("LifecyclePolicyNotFoundException", (await ecr.Refused("StartLifecyclePolicyPreview")).Code);
        Assert.Equal("IN_PROGRESS", (string)(await ecr.Call("StartLifecyclePolicyPreview", ("lifecyclePolicyText", KeepTwo)))["status"]!);
        var preview = await ecr.Call("GetLifecyclePolicyPreview");
        Assert.Equal(("COMPLETE", 2), ((string)preview["status"]!, (int)preview["summary"]!["expiringImageTotalCount"]!));
        Assert.Equal(["v0", "v1"], preview["previewResults"]!.AsArray().Select(r => (string)r!["imageTags"]![0]!).Order(StringComparer.Ordinal));
        Assert.All(preview["previewResults"]!.AsArray(), r => Assert.Equal(("EXPIRE", 1), ((string)r!["action"]!["type"]!, (int)r["appliedRulePriority"]!)));
        var page = await ecr.Call("GetLifecyclePolicyPreview", ("maxResults", 1));
        Assert.Single((await ecr.Call("GetLifecyclePolicyPreview", ("maxResults", 1), ("nextToken", (string)page["nextToken"]!)))["previewResults"]!.AsArray());
        Assert.Empty((await ecr.Call("GetLifecyclePolicyPreview", ("filter", new JsonObject { ["tagStatus"] = "UNTAGGED" })))["previewResults"]!.AsArray());

        await Sweep();
        Assert.Equal(4, (await ecr.Tags()).Count);
        await ecr.Call("PutLifecyclePolicy", ("lifecyclePolicyText", KeepTwo));
        await Sweep();
        Assert.Equal(["v2", "v3"], await ecr.Tags());
        Assert.NotNull((await ecr.Call("GetLifecyclePolicy"))["lastEvaluatedAt"]);
        await Sweep();
        Assert.Equal(["v2", "v3"], await ecr.Tags());
    }

    [Fact]
    public async Task What_an_index_lists_stays_until_the_index_is_gone()
    {
        var ecr = await new EcrScenery(berth).Create(("imageTagMutability", "MUTABLE"));
        var (child, stray) = (await ecr.Image("child", null), await ecr.Image("stray", null));
        var index = await ecr.Push(EcrScenery.Index(child), "all");
        foreach (var digest in (string[])[child, stray, index]) await Age(ecr, digest, days: 30);
        await ecr.Call("PutLifecyclePolicy", ("lifecyclePolicyText", Untagged));
        await Sweep();
        Assert.Equal(["all", child], await ecr.Tags());
        await ecr.Call("BatchDeleteImage", ("imageIds", new JsonArray(new JsonObject { ["imageTag"] = "all" })));
        await Sweep();
        Assert.Empty(await ecr.Tags());
    }

    [Fact]
    public async Task A_deleted_repository_takes_its_policies_along()
    {
        var ecr = await new EcrScenery(berth).Create();
        await ecr.Call("PutLifecyclePolicy", ("lifecyclePolicyText", KeepTwo));
        await ecr.Call("StartLifecyclePolicyPreview");
        await ecr.Call("DeleteRepository");
        await ecr.Create();
        Assert.Equal("LifecyclePolicyNotFoundException", (await ecr.Refused("GetLifecyclePolicy")).Code);
        Assert.Equal("LifecyclePolicyPreviewNotFoundException", (await ecr.Refused("GetLifecyclePolicyPreview")).Code);
        await Sweep();
    }

    private Task Sweep() => berth.Services.GetRequiredService<LifecycleSweep>().Sweep(CancellationToken.None);

    private Task Age(EcrScenery ecr, string digest, int days) =>
        berth.Store.Change<ImageRecord>(EcrNames.ImageKind, $"{ecr.Name}@{digest}", old => old! with { PushedAt = old.PushedAt.AddDays(-days) });

    private static (string Code, string Message) Short(ApiError error) => (error.Code, error.Message);
}
