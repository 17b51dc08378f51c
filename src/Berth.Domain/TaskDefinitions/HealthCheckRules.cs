namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at a container's health check, and what holds when it is silent. Source: ECS API, HealthCheck.</summary>
internal static class HealthCheckRules
{
    private const int DefaultIntervalSeconds = 30;
    private const int DefaultTimeoutSeconds = 5;
    private const int DefaultRetries = 3;

    public static IEnumerable<string> Check(ContainerDraft container)
    {
        if (container.HealthCheck is not { } check) return [];
        return
        [
            .. CommandFaults(check.Command, container.Name),
            .. RangeFaults("interval", check.IntervalSeconds, 5, 300, container.Name),
            .. RangeFaults("timeout", check.TimeoutSeconds, 2, 60, container.Name),
            .. RangeFaults("retries", check.Retries, 1, 10, container.Name),
            .. RangeFaults("startPeriod", check.StartPeriodSeconds, 0, 300, container.Name),
        ];
    }

    public static HealthCheck Make(HealthCheckDraft draft) =>
        new(draft.Command, draft.IntervalSeconds ?? DefaultIntervalSeconds, draft.TimeoutSeconds ?? DefaultTimeoutSeconds, draft.Retries ?? DefaultRetries, draft.StartPeriodSeconds);

    private static IEnumerable<string> CommandFaults(IReadOnlyList<string> command, string? name)
    {
        if (command is not (["CMD" or "CMD-SHELL", { Length: > 0 }, ..])) yield return $"Health check command must start with CMD or CMD-SHELL, and a command must follow, for container '{name}'";
    }

    private static IEnumerable<string> RangeFaults(string what, int? value, int min, int max, string? name)
    {
        if (value < min) yield return $"Health check {what} must be greater than or equal to the minimum allowed value {min} for container '{name}'";
        if (value > max) yield return $"Health check {what} must be less than or equal to the maximum allowed value {max} for container '{name}'";
    }
}
