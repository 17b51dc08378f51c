namespace Berth.Domain.Placement;

/// <summary>An item of a capacity provider strategy. Source: ECS API, CapacityProviderStrategyItem.</summary>
/// <param name="Provider">FARGATE or FARGATE_SPOT.</param>
/// <param name="Base">Tasks that run on it at least; of one item only.</param>
/// <param name="Weight">0 to 1,000: its part of the tasks beyond the base.</param>
public sealed record CapacityProviderShare(string Provider, int Base, int Weight);
