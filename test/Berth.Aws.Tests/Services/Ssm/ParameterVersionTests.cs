using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.Ssm;

public sealed class ParameterVersionTests(AwsFront berth)
{
    private readonly ParameterScenery scenery = new(berth.Client());
    private readonly string name = "/" + Mark();

    private JsonScenery Ssm => scenery.Ssm;

    [Fact]
    public async Task Versions_and_labels_select_a_value()
    {
        await Three();
        Assert.Empty((await scenery.Label(name, 1, "prod", "old"))["InvalidLabels"]!.AsArray());
        Assert.Equal(3, (int)(await scenery.Label(name, null, "new"))["ParameterVersion"]!);
        Assert.Equal(("v3", "v2", "v1", "v3"), (await scenery.Read(name), await scenery.Read(name + ":2"), await scenery.Read(name + ":prod"), await scenery.Read(name + ":new")));
        var selected = await scenery.Get(name + ":prod");
        Assert.Equal((name, ":prod", 1), ((string)selected["Name"]!, (string)selected["Selector"]!, (int)selected["Version"]!));
        Assert.Equal($"ParameterVersionNotFound: Systems Manager could not find version 9 of {name}. Verify the version and try again.", await scenery.RefusedRead(name + ":9"));
        Assert.StartsWith("ParameterVersionNotFound", await scenery.RefusedRead(name + ":none"), StringComparison.Ordinal);
        Assert.Equal("ParameterNotFound: ", await scenery.RefusedRead(name + "x:1"));
        await scenery.Label(name, 2, "prod");
        Assert.Equal("v2", await scenery.Read(name + ":prod"));
    }

    [Fact]
    public async Task Labels_that_are_none_are_told_and_not_given()
    {
        await Three();
        var answer = await scenery.Label(name, 1, "ok", "1st", "aws.x", "ssm", "a b");
        Assert.Equal(["1st", "aws.x", "ssm", "a b"], answer["InvalidLabels"]!.AsArray().Select(l => (string)l!));
        Assert.Equal("v1", await scenery.Read(name + ":ok"));
        Assert.StartsWith("ParameterVersionNotFound", await Ssm.Refused("LabelParameterVersion", ("Name", name), ("ParameterVersion", 9), ("Labels", List("x"))), StringComparison.Ordinal);
        Assert.Equal("ParameterNotFound: ", await Ssm.Refused("LabelParameterVersion", ("Name", name + "x"), ("Labels", List("x"))));
    }

    [Fact]
    public async Task Ten_labels_and_no_more()
    {
        await Three();
        await scenery.Label(name, 1, [.. "abcdefghij".Select(c => $"{c}")]);
        Assert.Equal("ParameterVersionLabelLimitExceeded: A parameter version can have a maximum of 10 labels.", await Ssm.Refused("LabelParameterVersion", ("Name", name), ("ParameterVersion", 1), ("Labels", List("k"))));
        Assert.StartsWith("ParameterVersionNotFound", await scenery.RefusedRead(name + ":k"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_is_taken_away()
    {
        await Three();
        await scenery.Label(name, 1, "a", "b");
        var answer = await Ssm.Call("UnlabelParameterVersion", ("Name", name), ("ParameterVersion", 1), ("Labels", List("a", "none")));
        Assert.Equal(("a", "none"), ((string)answer["RemovedLabels"]!.AsArray().Single()!, (string)answer["InvalidLabels"]!.AsArray().Single()!));
        Assert.StartsWith("ParameterVersionNotFound", await scenery.RefusedRead(name + ":a"), StringComparison.Ordinal);
        Assert.Equal("v1", await scenery.Read(name + ":b"));
        Assert.StartsWith("ParameterVersionNotFound", await Ssm.Refused("UnlabelParameterVersion", ("Name", name), ("ParameterVersion", 9), ("Labels", List("b"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_is_told_page_by_page()
    {
        await Three();
        await scenery.Label(name, 2, "prod");
        var history = await Ssm.Pages("GetParameterHistory", "Parameters", "NextToken", "NextToken", 2, ("Name", name), ("MaxResults", 2));
        Assert.Equal(["1=v1", "2=v2", "3=v3"], history.Select(h => $"{h["Version"]}={h["Value"]}"));
        Assert.Equal("prod", (string)history[1]["Labels"]!.AsArray().Single()!);
        Assert.Equal("arn:aws:iam::123456789012:root", (string)history[0]["LastModifiedUser"]!);
        Assert.Equal("ParameterNotFound: ", await Ssm.Refused("GetParameterHistory", ("Name", name + "x")));
        Assert.StartsWith("InvalidNextToken", await Ssm.Refused("GetParameterHistory", ("Name", name), ("NextToken", "made up")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_versions_stay_unless_the_oldest_has_a_label()
    {
        await scenery.Put(name, "v1");
        for (var n = 2; n <= 101; n++) await scenery.Put(name, $"v{n}", overwrite: true);
        Assert.StartsWith("ParameterVersionNotFound", await scenery.RefusedRead(name + ":1"), StringComparison.Ordinal);
        Assert.Equal("v2", await scenery.Read(name + ":2"));
        await scenery.Label(name, 2, "wanted");
        Assert.StartsWith($"ParameterMaxVersionLimitExceeded: You attempted to create a new version of {name} by calling the PutParameter API with the overwrite flag. Version 2, the oldest version,", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "v102"), ("Overwrite", true)), StringComparison.Ordinal);
        Assert.Equal("v101", await scenery.Read(name));
        await scenery.Label(name, 3, "wanted");
        Assert.Equal(102, await scenery.Put(name, "v102", overwrite: true));
    }

    [Fact]
    public async Task Puts_at_once_all_count()
    {
        await scenery.Put(name, "v");
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => scenery.Put(name, $"n{n}", overwrite: true)));
        Assert.Equal(9, (int)(await scenery.Get(name))["Version"]!);
        Assert.Equal(Enumerable.Range(2, 8), versions.Order());
    }

    private async Task Three()
    {
        await scenery.Put(name, "v1");
        await scenery.Put(name, "v2", overwrite: true);
        await scenery.Put(name, "v3", overwrite: true);
    }
}
