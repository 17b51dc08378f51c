using Berth.Aws.Tests.Driving;
using Berth.Contracts.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Ecr;

public sealed class ImageDigestsTests(AwsFront berth)
{
    [Fact]
    public async Task A_tag_of_this_registry_means_what_it_points_at_now_by_every_name()
    {
        var ecr = await new EcrScenery(berth).Create();
        var first = await ecr.Image("first", "v1");
        var latest = await ecr.Image("latest", "latest");
        var index = await ecr.Push(EcrScenery.Index(first), "all");
        var port = berth.Endpoint.Port;
        const string aws = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
        Assert.Equal([first, first, first, latest, index, latest],
            await Resolve($"{aws}/{ecr.Name}:v1", $"localhost:{port}/{ecr.Name}:v1", $"127.0.0.1:{port}/{ecr.Name}:v1", $"{aws}/{ecr.Name}", $"{aws}/{ecr.Name}:all", $"{aws}/{ecr.Name}:v1@{latest}"));
        var second = await ecr.Image("second", "v1");
        Assert.Equal([second], await Resolve($"{aws}/{ecr.Name}:v1"));
    }

    [Fact]
    public async Task What_is_elsewhere_not_there_or_no_name_at_all_is_left_out()
    {
        var ecr = await new EcrScenery(berth).Create();
        await ecr.Image("first", "v1");
        const string aws = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
        string[] images =
        [
            $"{aws}/{ecr.Name}:v2", $"{aws}/nothing:v1", $"999999999999.dkr.ecr.ap-northeast-1.amazonaws.com/{ecr.Name}:v1", $"{ecr.Name}:v1", "busybox", $"{aws}/", $"{aws}/:", $"{aws}/{ecr.Name}:", $"{aws}/{ecr.Name}@",
            $"{aws}/{ecr.Name}:v1:v1", $"{aws}/@@::", "", $"{aws}/{ecr.Name}@sha256:00",
        ];
        Assert.Equal(images.Select(_ => (string?)null), await Resolve(images));
    }

    private async Task<IReadOnlyList<string?>> Resolve(params string[] images)
    {
        var definition = SampleTasks.Definition([.. images.Select((image, i) => new ContainerDefinition { Name = $"c{i}", Image = image })]);
        var found = await berth.Services.GetRequiredService<IImageDigests>().Resolve(definition, CancellationToken.None);
        return [.. images.Select((_, i) => found.GetValueOrDefault($"c{i}"))];
    }
}
