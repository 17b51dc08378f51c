using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;

namespace Berth.Domain.Nodes;

/// <summary>What a container's health check has found so far. Kept in the task's file, so that the next process goes on counting.</summary>
/// <param name="Failures">In a row, those of the start period left out.</param>
/// <param name="Since">Of the status; null before the first check.</param>
/// <param name="CheckedAt">The end of the last check.</param>
/// <param name="ExitCode">Of the last check; null when it was killed for its timeout.</param>
/// <param name="Output">Of the last check, at most 4 KiB.</param>
public sealed record ContainerHealth(HealthStatus Status, int Failures, DateTimeOffset? Since, DateTimeOffset? CheckedAt, int? ExitCode, string Output)
{
    public static readonly ContainerHealth Unknown = new(HealthStatus.Unknown, 0, null, null, null, "");
}

/// <summary>One check that is over.</summary>
/// <param name="ExitCode">Null when it was killed for its timeout.</param>
public sealed record HealthResult(int? ExitCode, string Output, DateTimeOffset BegunAt, DateTimeOffset EndedAt);

/// <summary>Judges health checks as docker does, whose states ECS shows. Source: ECS API, HealthCheck.</summary>
public static class HealthChecks
{
    /// <returns>When the next check is due; null when the container is not checked.</returns>
    public static DateTimeOffset? NextAt(NodeTaskContainer container) =>
        container is { HealthCheck: { } check, Phase: ContainerPhase.Running, Restarting: false, StartedAt: { } since }
            ? (container.Health.CheckedAt ?? since) + TimeSpan.FromSeconds(check.IntervalSeconds)
            : null;

    /// <summary>The command to execute inside.</summary>
    public static IReadOnlyList<string> CommandOf(HealthCheck check) => check.Command[0] switch
    {
        "CMD-SHELL" => ["/bin/sh", "-c", string.Join(' ', check.Command.Skip(1))],
        "CMD" => [.. check.Command.Skip(1)],
        _ => check.Command,
    };

    /// <summary>One success makes healthy, enough failures in a row unhealthy. Failures of the start period do not count until the first success, and a check of an earlier run never.</summary>
    public static NodeTaskContainer After(NodeTaskContainer container, HealthResult result)
    {
        if (NextAt(container) is null || result.BegunAt < container.StartedAt) return container;
        var (check, health) = (container.HealthCheck!, container.Health);
        var passed = result.ExitCode == 0;
        var forgiven = health.Status == HealthStatus.Unknown && result.BegunAt < container.StartedAt + TimeSpan.FromSeconds(check.StartPeriodSeconds ?? 0);
        var failures = passed ? 0 : forgiven ? health.Failures : health.Failures + 1;
        var status = passed ? HealthStatus.Healthy : failures >= check.Retries ? HealthStatus.Unhealthy : health.Status;
        return container with
        {
            Health = new(status, failures, status == health.Status ? health.Since ?? result.EndedAt : result.EndedAt, result.EndedAt, result.ExitCode, result.Output),
        };
    }
}
