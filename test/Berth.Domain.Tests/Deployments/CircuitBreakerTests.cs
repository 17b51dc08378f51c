using Berth.Domain.Deployments;
using Berth.Domain.Services;
using CsCheck;

namespace Berth.Domain.Tests.Deployments;

public sealed class CircuitBreakerTests
{
    private static readonly Gen<CircuitBreakerSettings> Settings =
        from type in Gen.OneOf("BOUNDED_PERCENT", "UNBOUNDED_PERCENT", "COUNT")
        from value in Gen.Int[0, 400]
        select new CircuitBreakerSettings { Enable = true, ThresholdType = type, ThresholdValue = value };

    [Theory]
    //          type                 value desired threshold
    [InlineData("BOUNDED_PERCENT", 50, 1, 3)]
    [InlineData("BOUNDED_PERCENT", 50, 25, 13)]
    [InlineData("BOUNDED_PERCENT", 50, 400, 200)]
    [InlineData("BOUNDED_PERCENT", 50, 800, 200)]
    [InlineData("BOUNDED_PERCENT", 50, 0, 3)]
    [InlineData("UNBOUNDED_PERCENT", 50, 1, 1)]
    [InlineData("UNBOUNDED_PERCENT", 50, 800, 400)]
    [InlineData("COUNT", 5, 800, 5)]
    public void The_threshold_follows_the_desired_count(string type, int value, int desired, int threshold) =>
        Assert.Equal(threshold, CircuitBreaker.Threshold(new() { ThresholdType = type, ThresholdValue = value }, desired));

    [Theory]
    //          enabled state         failures trips
    [InlineData(true, "InProgress", 2, false)]
    [InlineData(true, "InProgress", 3, true)]
    [InlineData(false, "InProgress", 30, false)]
    [InlineData(true, "Completed", 30, false)]
    [InlineData(true, "Failed", 30, false)]
    public void It_trips_at_the_threshold_while_the_deployment_is_under_way(bool enabled, string state, int failures, bool trips) =>
        Assert.Equal(trips, CircuitBreaker.Trips(new() { Enable = enabled }, Deployment(Enum.Parse<RolloutState>(state), failures), 1));

    [Fact]
    public void Safety_a_deployment_without_failures_never_fails() => Gen.Select(Settings, Gen.Int[0, 1000]).Sample((settings, desired) =>
        Assert.False(CircuitBreaker.Trips(settings, Deployment(RolloutState.InProgress, 0), desired)));

    [Fact]
    public void Liveness_enough_failures_always_end_it() => Gen.Select(Settings, Gen.Int[0, 1000]).Sample((settings, desired) =>
        Assert.True(CircuitBreaker.Trips(settings, Deployment(RolloutState.InProgress, 4000), desired)));

    private static Deployment Deployment(RolloutState state, int failures) =>
        new() { Id = "ecs-svc/1", Revision = "1", RolloutState = state, RolloutStateReason = "", FailedTasks = failures, CreatedAt = default, UpdatedAt = default };
}
