namespace Berth.Domain.Placement;

/// <summary>Which capacity providers there are, and what ECS refuses of those that a cluster, a service, a task set or RunTask names, in ECS's words. Source: ECS API, CapacityProviderStrategyItem.</summary>
public static class CapacityProviderRules
{
    public const string Fargate = "FARGATE";
    public const string FargateSpot = "FARGATE_SPOT";

    /// <summary>Source: ECS API, capacityProviderStrategy.</summary>
    public const int ItemsMax = 20;

    private const int BaseMax = 100_000;
    private const int WeightMax = 1_000;

    /// <summary>Those that every account has, in order of name.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = [Fargate, FargateSpot];

    /// <summary>Judges what a cluster shall be associated with.</summary>
    /// <param name="providersMax">The quota of capacity providers per cluster.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static string? CheckAssociation(IReadOnlyList<string> providers, IReadOnlyList<CapacityProviderShare> defaultStrategy, int providersMax)
    {
        if (providers.Count > providersMax) return "The maximum number of capacity providers per cluster has been exceeded.";
        if (providers.Any(p => !BuiltIn.Contains(p, StringComparer.Ordinal))) return "The specified capacity provider was not found.";
        if (providers.Distinct(StringComparer.Ordinal).Count() < providers.Count) return "The list of capacity providers cannot contain duplicates.";
        return CheckItems(defaultStrategy, providers);
    }

    /// <summary>Judges a strategy that tasks shall be placed by.</summary>
    /// <param name="strategy">Not empty.</param>
    /// <param name="associated">The cluster's.</param>
    /// <param name="launchType">Null when none was asked for.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static string? Check(IReadOnlyList<CapacityProviderShare> strategy, IReadOnlyList<string> associated, string? launchType) =>
        launchType is not null ? "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        : CheckItems(strategy, associated) ?? CheckUse(strategy);

    /// <summary>Judges a cluster's default strategy, which may have no weight until tasks shall be placed by it. The text is captured from ECS.</summary>
    public static string? CheckDefault(IReadOnlyList<CapacityProviderShare> strategy) => strategy.Any(s => s.Weight > 0) ? null
        : "There are no capacity providers with a weight value greater than zero defined in the default capacity provider strategy. At least one capacity provider must have a weight value greater than zero specified. "
            + "Update the cluster's default capacity provider strategy or specify a valid capacity provider strategy and try again.";

    /// <summary>What a default strategy may be and no task can be placed by.</summary>
    private static string? CheckUse(IReadOnlyList<CapacityProviderShare> strategy) =>
        strategy.All(s => s.Weight == 0) ? "There are no capacity providers in the capacity provider strategy with a weight value greater than zero" : null;

    private static string? CheckItems(IReadOnlyList<CapacityProviderShare> strategy, IReadOnlyList<string> associated)
    {
        if (strategy.Count > ItemsMax) return $"The capacity provider strategy can have at most {ItemsMax} items.";
        if (strategy.Any(s => s.Base is < 0 or > BaseMax)) return $"The base value of a capacity provider must be between 0 and {BaseMax}.";
        if (strategy.Any(s => s.Weight is < 0 or > WeightMax)) return $"The weight value of a capacity provider must be between 0 and {WeightMax}.";
        if (strategy.Any(s => !associated.Contains(s.Provider, StringComparer.Ordinal)))
            return "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.";
        if (strategy.DistinctBy(s => s.Provider, StringComparer.Ordinal).Count() < strategy.Count) return "The capacity provider strategy cannot contain duplicate capacity providers.";
        return strategy.Count(s => s.Base > 0) > 1 ? "There are multiple capacity providers in the specified capacity provider strategy with a base value defined" : null;
    }
}
