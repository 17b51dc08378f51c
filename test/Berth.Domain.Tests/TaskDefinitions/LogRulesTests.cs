using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class LogRulesTests
{
    private const string Region = SampleDrafts.Region;

    private static readonly TaskDefinitionDraft Task = new() { Family = "web", ExecutionRoleArn = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole" };

    [Theory]
    [InlineData("mode=blocking", null)]
    [InlineData("mode=non-blocking;max-buffer-size=25m", null)]
    [InlineData("max-buffer-size=1048576", null)]
    [InlineData("mode=sometimes", "logger: logging mode not supported: sometimes")]
    [InlineData("mode=blocking;max-buffer-size=10m", "logger: max-buffer-size option is only supported with 'mode=non-blocking'")]
    [InlineData("max-buffer-size=much", "error parsing option max-buffer-size: invalid size: 'much' (from 1 byte to 1g, as in 10m)")]
    [InlineData("max-buffer-size=2g", "error parsing option max-buffer-size: invalid size: '2g' (from 1 byte to 1g, as in 10m)")]
    [InlineData("max-buffer-size=0", "error parsing option max-buffer-size: invalid size: '0' (from 1 byte to 1g, as in 10m)")]
    [InlineData("awslogs-multiline-pattern=^INFO", null)]
    [InlineData("awslogs-datetime-format=%Y-%m-%d", null)]
    [InlineData("awslogs-multiline-pattern=^INFO;awslogs-datetime-format=%Y", "you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time")]
    [InlineData("awslogs-multiline-pattern=(", "awslogs could not parse multiline pattern key '(' of container 'app'")]
    [InlineData("awslogs-multiline-pattern=(a)\\1", "awslogs could not parse multiline pattern key '(a)\\1' of container 'app'")]
    [InlineData("awslogs-multiline-pattern=", "awslogs could not parse multiline pattern key '' of container 'app'")]
    [InlineData("awslogs-create-group=true", null)]
    [InlineData("awslogs-create-group=false", "Log driver awslogs option 'awslogs-create-group' should only be set to 'true', else omit option.")]
    [InlineData("awslogs-endpoint=here", "Log driver awslogs disallows options: awslogs-endpoint")]
    [InlineData("awslogs-group=", "Log driver awslogs requires options: awslogs-group")]
    [InlineData("awslogs-stream-prefix=", "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.")]
    public void Judges_options(string options, string? fault) => Assert.Equal(fault is null ? [] : [fault], Check(Options(options)));

    [Fact]
    public void Without_fargate_the_stream_prefix_and_the_execution_role_may_be_missing()
    {
        var options = Options("");
        options.Remove("awslogs-stream-prefix");
        Assert.Empty(LogRules.Check(Container(options), Task with { ExecutionRoleArn = null }, fargate: false, Region));
        Assert.Equal(2, LogRules.Check(Container(options), Task with { ExecutionRoleArn = null }, fargate: true, Region).Count());
    }

    [Fact]
    public void Safety_what_passes_can_be_read_and_every_option_is_obeyed() => Gen.Select(
        Gen.OneOf([.. AwslogsOptions.Keys, "awslogs-endpoint"]), Gen.OneOf(Gen.OneOf("true", "blocking", "non-blocking", "1k", "7m", "^x", "%H", ""), Gen.String)).List[0, 4].Sample(extra =>
    {
        var options = Options("");
        foreach (var (key, value) in extra) options[key] = value;
        if (Check(options).Count > 0) return;
        var read = AwslogsOptions.Read(options);
        Assert.Equal(options, Written(read, options));
        Assert.InRange(read.MaxBufferSizeBytes, 1, AwslogsOptions.MaxBufferSizeBytesMax);
    });

    [Fact]
    public void Liveness_every_combination_of_known_values_that_docker_takes_is_taken() =>
        (from mode in Gen.OneOf("", "mode=blocking", "mode=non-blocking;max-buffer-size=3m", "max-buffer-size=1g")
         from events in Gen.OneOf("", ";awslogs-multiline-pattern=^[0-9]+", ";awslogs-datetime-format=%d")
         from create in Gen.OneOf("", ";awslogs-create-group=true")
         select mode + events + create).Sample(options => Assert.Empty(Check(Options(options))));

    private static IReadOnlyList<string> Check(IReadOnlyDictionary<string, string> options) => [.. LogRules.Check(Container(options), Task, fargate: true, Region)];

    private static ContainerDraft Container(IReadOnlyDictionary<string, string> options) => new() { Name = "app", LogConfiguration = new("awslogs", options) };

    private static Dictionary<string, string> Options(string more)
    {
        var options = new Dictionary<string, string> { ["awslogs-group"] = "/web", ["awslogs-region"] = Region, ["awslogs-stream-prefix"] = "web" };
        foreach (var option in more.Split(';', StringSplitOptions.RemoveEmptyEntries)) options[option.Split('=', 2)[0]] = option.Split('=', 2)[1];
        return options;
    }

    /// <summary>The options again, from what was read of them; sizes keep their own notation.</summary>
    private static Dictionary<string, string> Written(AwslogsOptions read, Dictionary<string, string> options)
    {
        var written = new Dictionary<string, string> { ["awslogs-group"] = read.Group, ["awslogs-region"] = read.Region, ["awslogs-stream-prefix"] = read.StreamPrefix! };
        if (read.CreateGroup) written["awslogs-create-group"] = "true";
        if (read.MultilinePattern is { } pattern) written["awslogs-multiline-pattern"] = pattern;
        if (read.DatetimeFormat is { } format) written["awslogs-datetime-format"] = format;
        if (options.ContainsKey("mode")) written["mode"] = read.Mode;
        if (options.TryGetValue("max-buffer-size", out var size) && AwslogsOptions.ReadSizeBytes(size) == read.MaxBufferSizeBytes) written["max-buffer-size"] = size;
        return written;
    }
}
