namespace Berth.Domain.Placement;

/// <summary>Splits tasks over the capacity providers of a strategy: bases first, then in the ratio of the weights. ECS does not tell how it rounds; ours gives to whoever lacks most. Source: ECS API, CapacityProviderStrategyItem.</summary>
public static class CapacityProviderSplit
{
    /// <param name="running">Tasks by provider that run or are on their way; those of providers that the strategy does not name count for nothing.</param>
    /// <returns>The provider of one more task; null when no item has a weight and every base is full.</returns>
    public static string? Next(IReadOnlyList<CapacityProviderShare> strategy, IReadOnlyDictionary<string, int> running)
    {
        if (strategy.FirstOrDefault(s => running.GetValueOrDefault(s.Provider) < s.Base) is { } based) return based.Provider;
        var weights = strategy.Sum(s => (long)s.Weight);
        if (weights == 0) return null;
        var beyond = strategy.Sum(s => (long)Beyond(s, running)) + 1;

        // Whole numbers, multiplied out: two providers with one ratio must not differ by a rounding.
        return strategy.Where(s => s.Weight > 0).MaxBy(s => (beyond * s.Weight) - (weights * Beyond(s, running)))?.Provider;
    }

    /// <summary>Of so many tasks in all, how many each provider has.</summary>
    public static IReadOnlyDictionary<string, int> Of(IReadOnlyList<CapacityProviderShare> strategy, int tasks)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tasks && Next(strategy, counts) is { } provider; i++) counts[provider] = counts.GetValueOrDefault(provider) + 1;
        return counts;
    }

    private static int Beyond(CapacityProviderShare share, IReadOnlyDictionary<string, int> running) => Math.Max(0, running.GetValueOrDefault(share.Provider) - share.Base);
}
