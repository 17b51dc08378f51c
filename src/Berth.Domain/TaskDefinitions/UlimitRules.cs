namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at ulimits. Fargate takes them all. Source: ECS API, Ulimit.</summary>
internal static class UlimitRules
{
    /// <summary>As docker writes "no limit".</summary>
    private const long Unlimited = -1;

    private static readonly string[] Names =
        ["core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"];

    public static IEnumerable<string> Check(ContainerDraft container)
    {
        foreach (var ulimit in container.Ulimits)
        {
            if (!Names.Contains(ulimit.Name, StringComparer.Ordinal)) yield return $"name should be one of [{string.Join(",", Names)}]";
            if (Math.Min(ulimit.SoftLimit, ulimit.HardLimit) < Unlimited) yield return $"Invalid limit for ulimit {ulimit.Name} of container '{container.Name}'. The lowest is {Unlimited}, for no limit.";
            else if (Height(ulimit.SoftLimit) > Height(ulimit.HardLimit)) yield return $"Soft limit exceeds hard limit for ulimit {ulimit.Name}";
        }

        foreach (var twice in container.Ulimits.GroupBy(u => u.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"The ulimit {twice.Key} is given {twice.Count()} times for container '{container.Name}'";
    }

    private static long Height(long limit) => limit == Unlimited ? long.MaxValue : limit;
}
