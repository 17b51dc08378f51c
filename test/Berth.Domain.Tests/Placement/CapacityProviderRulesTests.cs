using System.Globalization;
using Berth.Domain.Placement;

namespace Berth.Domain.Tests.Placement;

public sealed class CapacityProviderRulesTests
{
    // A strategy is provider base/weight, one after the other.
    [Theory]
    [InlineData("FARGATE 0/1", null, null)]
    [InlineData("FARGATE 1/1 FARGATE_SPOT 0/3", null, null)]
    [InlineData("FARGATE 100000/0 FARGATE_SPOT 0/1000", null, null)]
    [InlineData("FARGATE 0/1", "FARGATE", "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.")]
    [InlineData("FARGATE 0/0", null, "There are no capacity providers in the capacity provider strategy with a weight value greater than zero")]
    [InlineData("FARGATE 5/0 FARGATE_SPOT 0/0", null, "There are no capacity providers in the capacity provider strategy with a weight value greater than zero")]
    [InlineData("FARGATE 1/1 FARGATE_SPOT 1/1", null, "There are multiple capacity providers in the specified capacity provider strategy with a base value defined")]
    [InlineData("FARGATE 0/1 FARGATE 0/2", null, "The capacity provider strategy cannot contain duplicate capacity providers.")]
    [InlineData("FARGATE 0/1001", null, "The weight value of a capacity provider must be between 0 and 1000.")]
    [InlineData("FARGATE -1/1", null, "The base value of a capacity provider must be between 0 and 100000.")]
    [InlineData("machines 0/1", null, "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.")]
    public void A_strategy_is_judged_in_the_words_of_ECS(string strategy, string? launchType, string? fault) => Assert.Equal(fault, CapacityProviderRules.Check(Parse(strategy), CapacityProviderRules.BuiltIn, launchType));

    [Fact]
    public void A_strategy_names_only_what_the_cluster_is_associated_with() =>
        Assert.Contains("not associated", CapacityProviderRules.Check(Parse("FARGATE_SPOT 0/1"), ["FARGATE"], launchType: null), StringComparison.Ordinal);

    [Fact]
    public void A_clusters_default_strategy_without_a_weight_places_nothing_and_says_so()
    {
        Assert.Null(CapacityProviderRules.CheckDefault(Parse("FARGATE 0/0 FARGATE_SPOT 0/1")));
        Assert.StartsWith("There are no capacity providers with a weight value greater than zero defined in the default capacity provider strategy.", CapacityProviderRules.CheckDefault(Parse("FARGATE 1/0")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_has_twenty_items_at_most() =>
        Assert.Equal("The capacity provider strategy can have at most 20 items.", CapacityProviderRules.Check([.. Enumerable.Repeat(new CapacityProviderShare("FARGATE", 0, 1), 21)], CapacityProviderRules.BuiltIn, launchType: null));

    [Theory]
    [InlineData("", "", null)]
    [InlineData("FARGATE", "", null)]
    [InlineData("FARGATE FARGATE_SPOT", "FARGATE 0/0", null)]
    [InlineData("machines", "", "The specified capacity provider was not found.")]
    [InlineData("FARGATE FARGATE", "", "The list of capacity providers cannot contain duplicates.")]
    [InlineData("FARGATE FARGATE_SPOT machines", "", "The maximum number of capacity providers per cluster has been exceeded.")]
    [InlineData("", "FARGATE 0/1", "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.")]
    public void What_a_cluster_is_associated_with_is_judged_in_the_words_of_ECS(string providers, string strategy, string? fault) =>
        Assert.Equal(fault, CapacityProviderRules.CheckAssociation(providers.Split(' ', StringSplitOptions.RemoveEmptyEntries), Parse(strategy), providersMax: 2));

    private static IReadOnlyList<CapacityProviderShare> Parse(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(p => new CapacityProviderShare(p[0], int.Parse(p[1].Split('/')[0], CultureInfo.InvariantCulture), int.Parse(p[1].Split('/')[1], CultureInfo.InvariantCulture)))];
}
