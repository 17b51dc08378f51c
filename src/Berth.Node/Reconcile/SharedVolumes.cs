using Berth.AgentProtocol;
using Berth.Domain.Containers;

namespace Berth.Node.Reconcile;

/// <summary>Resolves volumesFrom as docker does: a container gets the mounts of another with those that it took itself; its own win at the same path.</summary>
internal static class SharedVolumes
{
    public static IReadOnlyList<NativeMountPoint> Of(NativeTask task, NativeContainer container) => [.. Collect(task, container, []).Values];

    /// <param name="above">Who asks: a circle, which no valid definition has, ends here.</param>
    private static SortedDictionary<string, NativeMountPoint> Collect(NativeTask task, NativeContainer container, IReadOnlyList<string> above)
    {
        var points = new SortedDictionary<string, NativeMountPoint>(StringComparer.Ordinal);
        IReadOnlyList<string> path = [.. above, container.Name];
        foreach (var from in container.VolumesFrom.Where(f => !path.Contains(f.ContainerName, StringComparer.Ordinal)))
        {
            if (task.Containers.FirstOrDefault(c => c.Name == from.ContainerName) is not { } source) continue;

            // Once read-only, never writable again.
            foreach (var (place, point) in Collect(task, source, path)) points[place] = point with { ReadOnly = point.ReadOnly || from.ReadOnly };
        }

        foreach (var own in container.MountPoints) points[ContainerPath.Tidy(own.ContainerPath)] = own;
        return points;
    }
}
