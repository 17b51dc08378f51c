using Berth.Domain.Services;

namespace Berth.Domain.Placement;

/// <summary>Whether a service's tasks are spread over its zones as evenly as they can be. Source: ECS developer guide, service rebalancing.</summary>
public static class ZoneBalance
{
    /// <summary>No zone has two more than another.</summary>
    /// <param name="zones">Tasks by zone.</param>
    public static bool IsBalanced(SortedDictionary<string, int> zones) => zones.Count < 2 || zones.Values.Max() - zones.Values.Min() <= 1;

    /// <summary>Rebalancing starts a task before it stops one, which needs room above the desired count.</summary>
    public static bool Applies(ServiceSettings settings, int desired) => settings.AvailabilityZoneRebalancing && settings.Ceiling(desired) > desired;
}
