using Berth.Domain.Placement;
using CsCheck;

namespace Berth.Domain.Tests.Placement;

public sealed class CapacityProviderSplitTests
{
    private static readonly Gen<(int Base, int First, int Second)> Strategies = Gen.Select(Gen.Int[0, 10], Gen.Int[0, 5], Gen.Int[0, 5]);

    [Theory]
    //          base weight weight tasks on FARGATE on FARGATE_SPOT
    [InlineData(0, 1, 1, 4, 2, 2)]
    [InlineData(0, 1, 3, 8, 2, 6)]
    [InlineData(2, 0, 1, 5, 2, 3)]    // the base first; a weight of zero gets nothing beyond it
    [InlineData(2, 1, 1, 6, 4, 2)]
    [InlineData(3, 1, 1, 2, 2, 0)]
    [InlineData(0, 1, 0, 3, 3, 0)]
    [InlineData(0, 1, 1, 1, 1, 0)]    // of equals the first
    [InlineData(2, 0, 0, 5, 2, 0)]    // nobody takes the rest
    public void Splits(int @base, int first, int second, int tasks, int fargate, int spot)
    {
        var split = CapacityProviderSplit.Of(Strategy(@base, first, second), tasks);
        Assert.Equal((fargate, spot), (split.GetValueOrDefault("FARGATE"), split.GetValueOrDefault("FARGATE_SPOT")));
    }

    [Fact]
    public void A_provider_that_lost_tasks_gets_the_next_one() =>
        Assert.Equal("FARGATE_SPOT", CapacityProviderSplit.Next(Strategy(1, 1, 1), new Dictionary<string, int> { ["FARGATE"] = 3, ["FARGATE_SPOT"] = 1 }));

    [Fact]
    public void Safety_the_base_is_full_before_anything_else_and_ratios_are_off_by_less_than_one() => Gen.Select(Strategies, Gen.Int[0, 60]).Sample((strategy, tasks) =>
    {
        var (@base, first, second) = strategy;
        var split = CapacityProviderSplit.Of(Strategy(@base, first, second), tasks);
        var (fargate, spot) = (split.GetValueOrDefault("FARGATE"), split.GetValueOrDefault("FARGATE_SPOT"));
        Assert.True(fargate >= Math.Min(@base, tasks));
        var beyond = Math.Max(0, tasks - @base);
        if (first + second > 0) Assert.True(Math.Abs(spot - ((double)beyond * second / (first + second))) < 1);
    });

    [Fact]
    public void Liveness_every_task_finds_a_provider_when_one_has_a_weight() => Gen.Select(Strategies.Where(s => s.First + s.Second > 0), Gen.Int[0, 60]).Sample((strategy, tasks) =>
        Assert.Equal(tasks, CapacityProviderSplit.Of(Strategy(strategy.Base, strategy.First, strategy.Second), tasks).Values.Sum()));

    private static IReadOnlyList<CapacityProviderShare> Strategy(int @base, int first, int second) => [new("FARGATE", @base, first), new("FARGATE_SPOT", 0, second)];
}
