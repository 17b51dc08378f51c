namespace Berth.Domain.TaskDefinitions;

/// <summary>Containers that name each other.</summary>
internal static class ContainerGraph
{
    /// <param name="named">The containers that a container names; those that do not exist are passed over.</param>
    /// <returns>Whether a container comes back to itself by what it names. Naming itself counts.</returns>
    public static bool HasCycle(IReadOnlyList<ContainerDraft> containers, Func<ContainerDraft, IEnumerable<string?>> named)
    {
        // Who names only containers that are done is done; where a round finishes nobody, the rest is in a cycle or behind one.
        var open = containers.Where(c => c.Name is not null).DistinctBy(c => c.Name, StringComparer.Ordinal).ToDictionary(c => c.Name!, StringComparer.Ordinal);
        while (open.Count > 0)
        {
            var done = open.Values.Where(c => !named(c).Any(n => n is not null && open.ContainsKey(n))).Select(c => c.Name!).ToList();
            if (done.Count == 0) return true;
            foreach (var name in done) open.Remove(name);
        }

        return false;
    }
}
