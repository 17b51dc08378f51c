using Berth.Domain.Profiles;

namespace Berth.Domain.TaskDefinitions;

/// <summary>
/// Judges a task definition as RegisterTaskDefinition does, in ECS's words (ECS API, RegisterTaskDefinition), and refuses what Berth does not run yet rather than ignoring it.
/// Roles and images are not looked up: ECS does that when a task starts.
/// </summary>
public static class TaskDefinitionRules
{
    private const string BadCpu = "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
    private const string BadMemory = "Invalid 'memory' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

    private static readonly string[] KnownCompatibilities = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"];

    /// <param name="region">The only region that log lines can go to.</param>
    /// <returns>Every fault, most telling first; empty when the definition may be registered.</returns>
    public static IReadOnlyList<string> Check(TaskDefinitionDraft draft, Profile profile, string region) => [.. Faults(draft, profile, region)];

    /// <summary>Whether RunTask may run it on Fargate, also when it does not ask for that itself.</summary>
    public static bool FitsFargate(TaskDefinitionDraft draft, Profile profile, string region) =>
        Check(draft with { RequiresCompatibilities = ["FARGATE"] }, profile, region).Count == 0;

    /// <summary>The sizes of a definition with a run's overrides merged in.</summary>
    public static IReadOnlyList<string> CheckSizes(TaskDefinitionRecord merged)
    {
        var task = new TaskDefinitionDraft { Family = merged.Family, Cpu = Text(merged.CpuUnits), Memory = Text(merged.MemoryMib) };
        var containers = merged.Containers.Select(c => new ContainerDraft { Name = c.Name, CpuUnits = c.CpuUnits, MemoryMib = c.MemoryMib, MemoryReservationMib = c.MemoryReservationMib }).ToList();
        return [.. containers.SelectMany(c => ContainerRules.ResourceFaults(c, task)), .. CpuFaults(merged.CpuUnits, containers)];
    }

    /// <summary>Environment files that a run adds.</summary>
    /// <returns>What is wrong first; null when nothing is.</returns>
    public static string? CheckFiles(IReadOnlyList<EnvironmentFile> files, string container) => SecretRules.FileFaults(files, container).FirstOrDefault();

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> CpuFaults(int? taskCpuUnits, IEnumerable<ContainerDraft> containers)
    {
        if (taskCpuUnits is { } total && containers.Sum(c => (long)(c.CpuUnits ?? 0)) > total)
            yield return "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value";
    }

    private static IEnumerable<string> Faults(TaskDefinitionDraft draft, Profile profile, string region)
    {
        var fargate = draft.RequiresCompatibilities.Contains("FARGATE", StringComparer.Ordinal);
        if (draft.Family.Length is 0 or > 255 || !draft.Family.All(IsNameCharacter)) yield return "Family contains invalid characters.";
        if (draft.Containers.Count == 0) yield return "Container list cannot be empty.";
        if (draft.Containers.Count > profile.Quotas.ContainersPerTaskDefinition)
            yield return $"Too many containers. A task definition can have at most {profile.Quotas.ContainersPerTaskDefinition} containers.";
        foreach (var name in draft.RequiresCompatibilities.Where(c => !KnownCompatibilities.Contains(c, StringComparer.Ordinal)))
            yield return $"{name} is not a valid compatibility. Must be one of [{string.Join(", ", KnownCompatibilities)}]";

        foreach (var fault in TaskFaults(draft, fargate, profile)) yield return fault;
        foreach (var container in draft.Containers)
            foreach (var fault in ContainerRules.Check(container, draft, fargate, region))
                yield return fault;
        var names = draft.Containers.Select(c => c.Name).OfType<string>().ToList();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count) yield return "Container names must be unique within a task definition";
        var portNames = draft.Containers.SelectMany(c => c.PortMappings).Select(p => p.Name).OfType<string>().ToList();
        if (draft.NetworkMode == "awsvpc" && portNames.Distinct(StringComparer.Ordinal).Count() < portNames.Count) yield return "When networkMode=awsvpc, port mapping name is already used";
        if (draft.Containers.Count > 0 && draft.Containers.All(c => c.Essential == false)) yield return "Task definition doesn't have any essential container";
        foreach (var fault in DependencyRules.Check(draft)) yield return fault;
        foreach (var fault in VolumeRules.Check(draft)) yield return fault;

        foreach (var member in draft.Unsupported) yield return UnsupportedMembers.Refuse(member, null, draft, fargate);
        if (draft.NetworkMode is null or "bridge" or "host" or "none" && !fargate) yield return NotYet($"networkMode '{draft.NetworkMode ?? "bridge"}' (use 'awsvpc')");
        if (draft.OperatingSystemFamily is not (null or "LINUX")) yield return NotYet($"operatingSystemFamily '{draft.OperatingSystemFamily}' (use 'LINUX')");
        if (draft.CpuArchitecture is not (null or "X86_64")) yield return NotYet($"cpuArchitecture '{draft.CpuArchitecture}' (use 'X86_64')");
        foreach (var container in draft.Containers)
            foreach (var member in container.Unsupported)
                yield return UnsupportedMembers.Refuse(member, container, draft, fargate);
    }

    private static IEnumerable<string> TaskFaults(TaskDefinitionDraft draft, bool fargate, Profile profile)
    {
        var cpu = draft.Cpu is null ? null : TaskSize.ReadCpuUnits(draft.Cpu);
        var memory = draft.Memory is null ? null : TaskSize.ReadMemoryMib(draft.Memory);
        if (draft.Cpu is not null && cpu is null) yield return BadCpu;
        if (draft.Memory is not null && memory is null) yield return BadMemory;
        if (fargate && draft.NetworkMode != "awsvpc") yield return "Fargate only supports network mode ‘awsvpc’.";
        if (fargate && draft.Cpu is null) yield return "Fargate requires that 'cpu' be defined at the task level.";
        if (fargate && draft.Memory is null) yield return "Fargate requires that 'memory' be defined at the task level.";
        if (fargate && cpu is { } units && memory is { } mib && !profile.AllowsOnFargate(units, mib))
            yield return $"No Fargate configuration exists for given values: {units} CPU, {mib} memory. See the Amazon ECS documentation for the valid values.";
        if (!fargate && cpu is < 128 or > 196_608) yield return BadCpu;
        if (draft.NetworkMode is not (null or "awsvpc" or "bridge" or "host" or "none"))
            yield return $"Invalid network mode '{draft.NetworkMode}'. Must be one of [bridge, host, awsvpc, none]";
        foreach (var fault in CpuFaults(cpu, draft.Containers)) yield return fault;
    }

    internal static string NotYet(string what) => $"Berth does not run {what} in a task definition yet. Remove it, or see SCOPE.md for what it runs.";

    internal static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
