using System.Globalization;
using System.Text.RegularExpressions;

namespace Berth.Domain.TaskDefinitions;

/// <summary>The options of the awslogs log driver, read. Source: ECS API, LogConfiguration.options.</summary>
public sealed partial record AwslogsOptions
{
    public const string Driver = "awslogs";
    public const string Blocking = "blocking";
    public const string NonBlocking = "non-blocking";

    /// <summary>10 MiB, in force when a definition says nothing. Source: ECS API, max-buffer-size.</summary>
    public const long DefaultMaxBufferSizeBytes = 10L << 20;

    /// <summary>1 GiB. Ours: ECS names no upper bound, and what waits for delivery needs room on the node.</summary>
    public const long MaxBufferSizeBytesMax = 1L << 30;

    public const string GroupKey = "awslogs-group";
    public const string RegionKey = "awslogs-region";
    public const string StreamPrefixKey = "awslogs-stream-prefix";
    public const string CreateGroupKey = "awslogs-create-group";
    public const string MultilinePatternKey = "awslogs-multiline-pattern";
    public const string DatetimeFormatKey = "awslogs-datetime-format";
    public const string ModeKey = "mode";
    public const string MaxBufferSizeKey = "max-buffer-size";

    /// <summary>Every option that the driver takes.</summary>
    public static IReadOnlyList<string> Keys { get; } = [GroupKey, RegionKey, StreamPrefixKey, CreateGroupKey, MultilinePatternKey, DatetimeFormatKey, ModeKey, MaxBufferSizeKey];

    /// <summary>Those whose value may be a secret: what they say does not change where and how lines are kept on the node.</summary>
    public static IReadOnlyList<string> SecretKeys { get; } = [GroupKey, MultilinePatternKey, DatetimeFormatKey];

    public required string Group { get; init; }
    public required string Region { get; init; }

    /// <summary>Null only where a definition is not for Fargate.</summary>
    public string? StreamPrefix { get; init; }
    public bool CreateGroup { get; init; }

    /// <summary>A line that matches this regular expression begins a new event; null for one event per line.</summary>
    public string? MultilinePattern { get; init; }

    /// <summary>A line that holds a time of this strftime format begins a new event.</summary>
    public string? DatetimeFormat { get; init; }

    /// <summary>blocking or non-blocking.</summary>
    public string Mode { get; init; } = NonBlocking;

    /// <summary>What may wait for delivery in mode non-blocking; older lines beyond it are dropped.</summary>
    public long MaxBufferSizeBytes { get; init; } = DefaultMaxBufferSizeBytes;

    /// <summary>Reads options that registration accepted. A group that is a secret is empty until it is fetched.</summary>
    public static AwslogsOptions Read(IReadOnlyDictionary<string, string> options) => new()
    {
        Group = options.GetValueOrDefault(GroupKey, ""),
        Region = options[RegionKey],
        StreamPrefix = options.GetValueOrDefault(StreamPrefixKey),
        CreateGroup = options.GetValueOrDefault(CreateGroupKey) == "true",
        MultilinePattern = options.GetValueOrDefault(MultilinePatternKey),
        DatetimeFormat = options.GetValueOrDefault(DatetimeFormatKey),
        Mode = options.GetValueOrDefault(ModeKey, NonBlocking),
        MaxBufferSizeBytes = options.TryGetValue(MaxBufferSizeKey, out var size) ? ReadSizeBytes(size) ?? DefaultMaxBufferSizeBytes : DefaultMaxBufferSizeBytes,
    };

    /// <summary>
    /// The definition with the account's mode written into each awslogs configuration that names none, as it holds for a task from its start: a later change of the setting
    /// does not reach it. A configuration with a buffer size means non-blocking, which alone has a buffer.
    /// </summary>
    /// <param name="mode">Of the account setting <c>defaultLogDriverMode</c>.</param>
    public static TaskDefinitionRecord WithMode(TaskDefinitionRecord definition, string mode) =>
        definition with { Containers = [.. definition.Containers.Select(c => c.LogConfiguration is { LogDriver: Driver } log ? c with { LogConfiguration = WithMode(log, mode) } : c)] };

    /// <summary>"10m", "512 KiB", "1048576": a whole number and a binary unit, as docker reads sizes.</summary>
    /// <returns>Bytes; null when the text is no size, nothing, or more than <see cref="MaxBufferSizeBytesMax"/>.</returns>
    public static long? ReadSizeBytes(string text)
    {
        if (SizePattern().Match(text) is not { Success: true } match) return null;
        var number = long.Parse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        var shift = match.Groups["unit"].Value is [var unit] ? 10 * ("KMG".IndexOf(char.ToUpperInvariant(unit), StringComparison.Ordinal) + 1) : 0;
        return number is > 0 and <= MaxBufferSizeBytesMax && number << shift is var bytes and <= MaxBufferSizeBytesMax ? bytes : null;
    }

    private static LogConfiguration WithMode(LogConfiguration log, string mode) => log.Options.ContainsKey(ModeKey)
        ? log
        : log with { Options = new Dictionary<string, string>(log.Options, StringComparer.Ordinal) { [ModeKey] = log.Options.ContainsKey(MaxBufferSizeKey) ? NonBlocking : mode } };

    [GeneratedRegex("^(?<number>[0-9]{1,10}) ?(?:(?<unit>[kKmMgG])[iI]?)?[bB]?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SizePattern();
}
