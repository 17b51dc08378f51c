using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Placement;

namespace Berth.Aws.Services.Ecs;

/// <summary>Capacity providers and strategies between their records and the wire.</summary>
internal static class CapacityProviderMapping
{
    /// <summary>A weight or base that is not said is zero. Source: ECS API, CapacityProviderStrategyItem.</summary>
    public static IReadOnlyList<CapacityProviderShare> Read(IReadOnlyList<CapacityProviderStrategyItemShape>? items, AwsScope scope) =>
        [.. (items ?? []).Select(i => new CapacityProviderShare(EcsNames.CapacityProviderName(i.CapacityProvider ?? "", scope), i.Base ?? 0, i.Weight ?? 0))];

    public static IReadOnlyList<CapacityProviderStrategyItemShape> ToWire(IReadOnlyList<CapacityProviderShare> strategy) =>
        [.. strategy.Select(s => new CapacityProviderStrategyItemShape { CapacityProvider = s.Provider, Base = s.Base, Weight = s.Weight })];

    /// <param name="name">One of those that every account has.</param>
    public static CapacityProviderShape ToWire(string name, AwsScope scope) => new() { CapacityProviderArn = EcsNames.CapacityProviderArn(scope, name), Name = name, Status = "ACTIVE", Tags = [] };

    /// <summary>What a cluster shall be associated with.</summary>
    /// <exception cref="AwsException">InvalidParameterException in ECS's words.</exception>
    public static (IReadOnlyList<string> Providers, IReadOnlyList<CapacityProviderShare> DefaultStrategy) ReadAssociation(
        IReadOnlyList<string>? providers, IReadOnlyList<CapacityProviderStrategyItemShape>? defaultStrategy, int providersMax, AwsScope scope)
    {
        IReadOnlyList<string> names = [.. (providers ?? []).Select(p => EcsNames.CapacityProviderName(p, scope))];
        var strategy = Read(defaultStrategy, scope);
        return CapacityProviderRules.CheckAssociation(names, strategy, providersMax) is { } fault ? throw EcsErrors.InvalidParameter(fault) : (names, strategy);
    }
}
