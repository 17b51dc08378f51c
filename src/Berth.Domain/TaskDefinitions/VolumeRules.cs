using Berth.Domain.Containers;

namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at volumes and who mounts them. Source: ECS API, Volume, MountPoint, VolumeFrom.</summary>
internal static class VolumeRules
{
    private const int NameLengthMax = 255;

    public static IEnumerable<string> Check(TaskDefinitionDraft task) => [.. NameFaults(task.Volumes), .. task.Containers.SelectMany(c => MountFaults(c, task)), .. FromFaults(task)];

    private static IEnumerable<string> NameFaults(IReadOnlyList<string?> volumes)
    {
        foreach (var name in volumes)
        {
            if (string.IsNullOrEmpty(name)) yield return "Volume.name should not be null or empty.";
            else if (name.Length > NameLengthMax || !name.All(TaskDefinitionRules.IsNameCharacter)) yield return "Volume.name contains invalid characters";
        }

        if (volumes.Distinct(StringComparer.Ordinal).Count() < volumes.Count) yield return "Volume names must be unique within a task definition";
    }

    private static IEnumerable<string> MountFaults(ContainerDraft container, TaskDefinitionDraft task)
    {
        foreach (var mount in container.MountPoints)
        {
            if (!task.Volumes.Contains(mount.SourceVolume, StringComparer.Ordinal)) yield return $"Unknown volume '{mount.SourceVolume}'.";
            if (mount.ContainerPath is not ['/', ..]) yield return $"invalid mount path: '{mount.ContainerPath}' mount path must be absolute";
            else if (ContainerPath.Tidy(mount.ContainerPath) == "/") yield return "invalid specification: destination can't be '/'";
        }

        foreach (var twice in container.MountPoints.GroupBy(m => ContainerPath.Tidy(m.ContainerPath ?? ""), StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"Duplicate mount point: {twice.First().ContainerPath}";
    }

    private static IEnumerable<string> FromFaults(TaskDefinitionDraft task)
    {
        foreach (var (container, from) in task.Containers.SelectMany(c => c.VolumesFrom.Select(v => (c, v))))
        {
            if (task.Containers.All(c => c.Name != from.SourceContainer)) yield return $"Invalid 'volumesFrom' setting. Unknown container: '{from.SourceContainer}'.";
            else if (from.SourceContainer == container.Name) yield return $"Invalid 'volumesFrom' setting. Container '{container.Name}' names itself.";
        }

        var others = task.Containers.Where(c => c.VolumesFrom.All(v => v.SourceContainer != c.Name)).ToList();
        if (ContainerGraph.HasCycle(others, c => c.VolumesFrom.Select(v => v.SourceContainer))) yield return "Invalid 'volumesFrom' setting. Containers should not have a cycle.";
    }
}
