namespace Berth.Cluster.Clusters;

/// <summary>A cluster's services: which there are, and how new the orders are that each gave. In memory alone; it is made anew from the services' own rows.</summary>
internal sealed class ServiceBook
{
    private readonly Dictionary<string, long> generations = new(StringComparer.Ordinal);

    /// <summary>Under which an owner looked at its tasks.</summary>
    private readonly Dictionary<string, long> seen = new(StringComparer.Ordinal);

    /// <summary>That are not INACTIVE.</summary>
    public int Count => generations.Count;

    public bool Has(string service) => generations.ContainsKey(service);

    /// <summary>One whose row says that it is there.</summary>
    public void Learn(string service, long generation) => generations[service] = Math.Max(generation, generations.GetValueOrDefault(service));

    /// <summary>One that is about to be made: orders begin anew with it.</summary>
    /// <returns>False when there are as many as may be.</returns>
    public bool Admit(string service, int servicesMax)
    {
        if (!Has(service) && Count >= servicesMax) return false;
        generations[service] = 0;
        seen.Remove(service);
        return true;
    }

    public void Drop(string service)
    {
        generations.Remove(service);
        seen.Remove(service);
    }

    /// <summary>An owner looks at its tasks, and will decide on what it finds.</summary>
    public void See(string service, long generation) => seen[service] = Math.Max(generation, seen.GetValueOrDefault(service));

    /// <returns>False when the order is older than one that was obeyed, when somebody looked since who could not know of it, or when there is no such service: its owner has lost it.</returns>
    public bool Obeys(string service, long generation)
    {
        if (!generations.TryGetValue(service, out var newest) || generation < newest || generation <= seen.GetValueOrDefault(service)) return false;
        generations[service] = generation;
        return true;
    }
}
