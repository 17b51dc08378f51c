namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at a container's restart policy, and what holds when it is silent. Source: ECS API, ContainerRestartPolicy.</summary>
internal static class RestartPolicyRules
{
    private const int AttemptPeriodSecondsMin = 60;
    private const int AttemptPeriodSecondsMax = 1800;
    private const int DefaultAttemptPeriodSeconds = 300;
    private const int IgnoredExitCodesMax = 50;

    public static IEnumerable<string> Check(ContainerDraft container)
    {
        if (container.RestartPolicy is not { } policy) yield break;
        if (policy.AttemptPeriodSeconds is < AttemptPeriodSecondsMin or > AttemptPeriodSecondsMax)
            yield return $"The 'restartAttemptPeriod' setting for container '{container.Name}' must be between {AttemptPeriodSecondsMin} and {AttemptPeriodSecondsMax}.";
        if (policy.IgnoredExitCodes.Count > IgnoredExitCodesMax)
            yield return $"The 'ignoredExitCodes' setting for container '{container.Name}' must have at most {IgnoredExitCodesMax} exit codes.";
    }

    public static RestartPolicy Make(RestartPolicyDraft draft) => new(draft.Enabled, draft.IgnoredExitCodes, draft.AttemptPeriodSeconds ?? DefaultAttemptPeriodSeconds);
}
