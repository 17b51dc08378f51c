namespace Berth.Domain.TaskDefinitions;

/// <param name="Condition">START, COMPLETE, SUCCESS or HEALTHY.</param>
public sealed record DependencyDraft(string? ContainerName, string? Condition);

public sealed record HealthCheckDraft(IReadOnlyList<string> Command, int? IntervalSeconds, int? TimeoutSeconds, int? Retries, int? StartPeriodSeconds);

public sealed record RestartPolicyDraft(bool Enabled, IReadOnlyList<int> IgnoredExitCodes, int? AttemptPeriodSeconds);

public sealed record MountPointDraft(string? SourceVolume, string? ContainerPath, bool? ReadOnly);

public sealed record VolumesFromDraft(string? SourceContainer, bool? ReadOnly);

public sealed record SystemControlDraft(string? Namespace, string? Value);
