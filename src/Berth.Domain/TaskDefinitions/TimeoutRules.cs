namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at startTimeout and stopTimeout. Source: ECS API, ContainerDefinition.</summary>
internal static class TimeoutRules
{
    private const int SecondsMin = 2;
    private const int FargateSecondsMax = 120;

    public static IEnumerable<string> Check(ContainerDraft container, bool fargate) =>
        [.. Faults("start", container.StartTimeoutSeconds, container.Name, fargate), .. Faults("stop", container.StopTimeoutSeconds, container.Name, fargate)];

    private static IEnumerable<string> Faults(string which, int? seconds, string? name, bool fargate)
    {
        if (seconds < SecondsMin) yield return $"Granular {which} timeout on container '{name}' must be at least {SecondsMin} seconds.";

        // ECS says "less than" and takes 120.
        if (fargate && seconds > FargateSecondsMax) yield return $"Tasks using the Fargate launch type must have a container {which} timeout of less than {FargateSecondsMax} seconds.";
    }
}
