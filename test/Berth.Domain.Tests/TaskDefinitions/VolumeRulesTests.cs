using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class VolumeRulesTests
{
    [Theory]
    // Volumes | containers: NAME, @VOLUME=PATH for each mount point, <NAME for each container whose mounts it takes.
    [InlineData("data more|app@data=/data@more=/more side@data=/data", null)]
    [InlineData("data|app<side side@data=/data", null)]
    [InlineData("data|app@data=/a@data=/b", null)]
    [InlineData("|app@data=/data", "Unknown volume 'data'.")]
    [InlineData("data|app@data=data", "invalid mount path: 'data' mount path must be absolute")]
    [InlineData("data|app@data=", "invalid mount path: '' mount path must be absolute")]
    [InlineData("data|app@data=/", "invalid specification: destination can't be '/'")]
    [InlineData("data|app@data=/x/..", "invalid specification: destination can't be '/'")]
    [InlineData("data more|app@data=/data@more=/data/", "Duplicate mount point: /data")]
    [InlineData("data more|app@data=/x/./data@more=//x/y/../data", "Duplicate mount point: /x/./data")]
    [InlineData("data data|app", "Volume names must be unique within a task definition")]
    [InlineData("da!ta|app", "Volume.name contains invalid characters")]
    [InlineData("_|app<nobody", "Invalid 'volumesFrom' setting. Unknown container: 'nobody'.")]
    [InlineData("_|app<app", "Invalid 'volumesFrom' setting. Container 'app' names itself.")]
    [InlineData("_|app<side side<app", "Invalid 'volumesFrom' setting. Containers should not have a cycle.")]
    public void Judges(string definition, string? fault) => Assert.Equal(fault is null ? [] : [fault], VolumeRules.Check(Parse(definition)));

    [Fact]
    public void A_volume_has_a_name() =>
        Assert.Equal(["Volume.name should not be null or empty.", "Volume.name should not be null or empty."], VolumeRules.Check(SampleDrafts.Good with { Volumes = [null, ""] }));

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.Empty(VolumeRules.Check(SampleDrafts.Good with { Volumes = [new('v', 255)] }));
        Assert.Equal(["Volume.name contains invalid characters"], VolumeRules.Check(SampleDrafts.Good with { Volumes = [new('v', 256)] }));
    }

    private static TaskDefinitionDraft Parse(string definition)
    {
        var halves = definition.Split('|');
        return new() { Family = "web", Volumes = [.. halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)], Containers = [.. halves[1].Split(' ').Select(One)] };
    }

    private static ContainerDraft One(string token)
    {
        var from = token.Split('<');
        var mounts = from[0].Split('@');
        return SampleDrafts.App with
        {
            Name = mounts[0],
            MountPoints = [.. mounts[1..].Select(m => new MountPointDraft(m.Split('=')[0], m.Split('=')[1], null))],
            VolumesFrom = [.. from[1..].Select(name => new VolumesFromDraft(name, null))],
        };
    }
}
