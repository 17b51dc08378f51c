using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class AwslogsOptionsTests
{
    [Theory]
    [InlineData("10m", 10L << 20)]
    [InlineData("512k", 512L << 10)]
    [InlineData("1G", 1L << 30)]
    [InlineData("4 MiB", 4L << 20)]
    [InlineData("7mb", 7L << 20)]
    [InlineData("100", 100L)]
    [InlineData("100b", 100L)]
    [InlineData("1025m", null)]
    [InlineData("9999999999g", null)]
    [InlineData("0", null)]
    [InlineData("-1m", null)]
    [InlineData("1.5m", null)]
    [InlineData("m", null)]
    [InlineData("10i", null)]
    [InlineData("10m\n", null)]
    [InlineData("", null)]
    public void Reads_sizes(string text, long? bytes) => Assert.Equal(bytes, AwslogsOptions.ReadSizeBytes(text));

    [Fact]
    public void What_is_not_said_is_what_ecs_says()
    {
        var read = AwslogsOptions.Read(Minimum);
        Assert.Equal(new() { Group = "/web", Region = "ap-northeast-1" }, read);
        Assert.Equal(("non-blocking", 10L << 20), (read.Mode, read.MaxBufferSizeBytes));
    }

    [Theory]
    [InlineData(null, null, "blocking", "blocking")]
    [InlineData(null, null, "non-blocking", "non-blocking")]
    [InlineData("non-blocking", null, "blocking", "non-blocking")]
    [InlineData("blocking", null, "non-blocking", "blocking")]
    [InlineData(null, "5m", "blocking", "non-blocking")] // a buffer exists in that mode only
    public void The_accounts_mode_holds_where_the_definition_names_none(string? mode, string? size, string setting, string expected)
    {
        var options = new Dictionary<string, string>(Minimum);
        if (mode is not null) options["mode"] = mode;
        if (size is not null) options["max-buffer-size"] = size;
        var definition = SampleTasks.Definition(
            new ContainerDefinition { Name = "app", Image = "a", LogConfiguration = new("awslogs", options) },
            new ContainerDefinition { Name = "silent", Image = "a" });
        var merged = AwslogsOptions.WithMode(definition, setting);
        Assert.Equal(expected, AwslogsOptions.Read(merged.Containers[0].LogConfiguration!.Options).Mode);
        Assert.Null(merged.Containers[1].LogConfiguration);
    }

    private static Dictionary<string, string> Minimum => new() { ["awslogs-group"] = "/web", ["awslogs-region"] = "ap-northeast-1" };
}
