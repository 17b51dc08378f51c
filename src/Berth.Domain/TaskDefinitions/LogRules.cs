using System.Text.RegularExpressions;

namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at a container's log configuration. Source: ECS API, LogConfiguration.</summary>
internal static class LogRules
{
    private static readonly string[] FargateDrivers = [AwslogsOptions.Driver, "splunk", "awsfirelens"];

    public static IEnumerable<string> Check(ContainerDraft container, TaskDefinitionDraft task, bool fargate, string region)
    {
        if (container.LogConfiguration is not { } log) return [];
        if (fargate && !FargateDrivers.Contains(log.LogDriver, StringComparer.Ordinal)) return [$"{log.LogDriver} is not a valid log driver. Must be one of [{string.Join(", ", FargateDrivers)}]"];
        if (log.LogDriver != AwslogsOptions.Driver) return [TaskDefinitionRules.NotYet($"logDriver '{log.LogDriver}' of container '{container.Name}'")];
        return [.. PlaceFaults(container, log.Options, task, fargate, region), .. ModeFaults(log.Options), .. EventFaults(container, log.Options)];
    }

    private static IEnumerable<string> PlaceFaults(ContainerDraft container, IReadOnlyDictionary<string, string> options, TaskDefinitionDraft task, bool fargate, string region)
    {
        var secret = container.LogConfiguration!.SecretOptions.Select(s => s.Name).ToList();
        foreach (var option in options.Keys.Concat(secret).GroupBy(o => o, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)) yield return $"Log driver awslogs option '{option}' is given more than once.";
        foreach (var option in secret.Where(o => !AwslogsOptions.SecretKeys.Contains(o, StringComparer.Ordinal))) yield return $"Log driver awslogs disallows secret options: {option}";
        foreach (var option in options.Keys.Where(o => !AwslogsOptions.Keys.Contains(o, StringComparer.Ordinal))) yield return $"Log driver awslogs disallows options: {option}";
        var missing = new[] { AwslogsOptions.RegionKey, AwslogsOptions.GroupKey }.Where(o => string.IsNullOrEmpty(options.GetValueOrDefault(o)) && !secret.Contains(o, StringComparer.Ordinal)).ToList();
        if (missing.Count > 0) yield return $"Log driver awslogs requires options: {string.Join(", ", missing)}";
        if (fargate && string.IsNullOrEmpty(options.GetValueOrDefault(AwslogsOptions.StreamPrefixKey)))
            yield return "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.";
        if (fargate && task.ExecutionRoleArn is null) yield return "Fargate requires task definition to have execution role ARN to support log driver awslogs.";
        if (options.TryGetValue(AwslogsOptions.RegionKey, out var wanted) && wanted != region)
            yield return TaskDefinitionRules.NotYet($"awslogs-region '{wanted}' of container '{container.Name}' (use '{region}')");
        if (options.TryGetValue(AwslogsOptions.CreateGroupKey, out var create) && create != "true")
            yield return "Log driver awslogs option 'awslogs-create-group' should only be set to 'true', else omit option.";
    }

    /// <summary>ECS leaves these to docker, whose words they are; there a task would fail to start for them.</summary>
    private static IEnumerable<string> ModeFaults(IReadOnlyDictionary<string, string> options)
    {
        if (options.TryGetValue(AwslogsOptions.ModeKey, out var mode) && mode is not (AwslogsOptions.Blocking or AwslogsOptions.NonBlocking)) yield return $"logger: logging mode not supported: {mode}";
        if (!options.TryGetValue(AwslogsOptions.MaxBufferSizeKey, out var size)) yield break;
        if (mode == AwslogsOptions.Blocking) yield return "logger: max-buffer-size option is only supported with 'mode=non-blocking'";
        if (AwslogsOptions.ReadSizeBytes(size) is null) yield return $"error parsing option max-buffer-size: invalid size: '{size}' (from 1 byte to 1g, as in 10m)";
    }

    private static IEnumerable<string> EventFaults(ContainerDraft container, IReadOnlyDictionary<string, string> options)
    {
        var multiline = options.GetValueOrDefault(AwslogsOptions.MultilinePatternKey);
        var datetime = options.GetValueOrDefault(AwslogsOptions.DatetimeFormatKey);
        if (multiline is not null && datetime is not null) yield return "you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time";
        if (multiline is not null && !IsPattern(multiline)) yield return $"awslogs could not parse multiline pattern key '{multiline}' of container '{container.Name}'";
        if (datetime?.Length == 0) yield return $"Invalid value '' for log option awslogs-datetime-format of container '{container.Name}'";
    }

    /// <summary>Without back references and look-arounds, as docker's expressions are, and so that no line takes a node's time.</summary>
    private static bool IsPattern(string text)
    {
        try
        {
            return text.Length > 0 && new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) is not null;
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
