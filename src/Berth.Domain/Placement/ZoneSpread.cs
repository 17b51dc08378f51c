using Berth.Domain.Services;

namespace Berth.Domain.Placement;

/// <summary>Places new tasks: each in the zone that has the fewest of the service's, so that a zone that fails takes as few as possible along.</summary>
public static class ZoneSpread
{
    /// <param name="live">The service's tasks that run or are on their way.</param>
    /// <returns>A place for each of <paramref name="count"/> tasks.</returns>
    public static IReadOnlyList<TaskPlace> Place(ServiceRevision revision, IReadOnlyList<CapacityProviderShare> strategy, IReadOnlyCollection<ServiceTask> live, int count)
    {
        var zones = Counts(revision.Zones, live);
        var providers = live.Where(t => t.CapacityProvider is not null).GroupBy(t => t.CapacityProvider!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var places = new List<TaskPlace>(count);
        for (var i = 0; i < count; i++)
        {
            var zone = Poorest(zones);
            places.Add(In(revision, zone, zones[zone], CapacityProviderSplit.Next(strategy, providers)));
            zones[zone]++;
            if (places[^1].CapacityProvider is { } provider) providers[provider] = providers.GetValueOrDefault(provider) + 1;
        }

        return places;
    }

    /// <summary>A place in one zone.</summary>
    public static TaskPlace PlaceIn(ServiceRevision revision, string zone, IReadOnlyList<CapacityProviderShare> strategy, IReadOnlyCollection<ServiceTask> live)
    {
        var providers = live.Where(t => t.CapacityProvider is not null).GroupBy(t => t.CapacityProvider!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return In(revision, zone, live.Count(t => t.AvailabilityZone == zone), CapacityProviderSplit.Next(strategy, providers));
    }

    /// <returns>Tasks by zone, those of other zones left out.</returns>
    public static SortedDictionary<string, int> Counts(IReadOnlyList<string> zones, IReadOnlyCollection<ServiceTask> live)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var zone in zones) counts[zone] = 0;
        foreach (var task in live)
            if (counts.TryGetValue(task.AvailabilityZone, out var count)) counts[task.AvailabilityZone] = count + 1;
        return counts;
    }

    /// <summary>Of equals, the first by name.</summary>
    public static string Poorest(SortedDictionary<string, int> zones) => zones.MinBy(z => z.Value).Key;

    /// <summary>Of equals, the last by name.</summary>
    public static string Richest(SortedDictionary<string, int> zones) => zones.Reverse().MaxBy(z => z.Value).Key;

    /// <summary>A zone's subnets in turn.</summary>
    private static TaskPlace In(ServiceRevision revision, string zone, int there, string? provider)
    {
        var subnets = revision.Subnets.Where(s => s.AvailabilityZone == zone).ToList();
        return new(subnets[there % subnets.Count].SubnetId, zone, provider);
    }
}
