using Berth.Domain.Placement;

namespace Berth.Domain.Clusters;

/// <summary>An ECS cluster. Row kind <c>cluster</c>, id its name. Its owner is the cluster's grain.</summary>
public sealed record ClusterRecord
{
    public required string Name { get; init; }
    public required string Arn { get; init; }

    /// <summary>False after DeleteCluster: it stays describable as INACTIVE, as on ECS.</summary>
    public bool Active { get; init; } = true;

    /// <summary>containerInsights: enabled, disabled or enhanced.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The API's configuration member as JSON, kept and echoed; null when none was given.</summary>
    public string? ConfigurationJson { get; init; }

    /// <summary>ARN of a Cloud Map namespace, kept and echoed.</summary>
    public string? ServiceConnectNamespace { get; init; }

    /// <summary>Those that a strategy of the cluster may name: FARGATE, FARGATE_SPOT.</summary>
    public IReadOnlyList<string> CapacityProviders { get; init; } = [];

    /// <summary>By which tasks are placed that ask for neither a launch type nor a strategy; empty for none.</summary>
    public IReadOnlyList<CapacityProviderShare> DefaultCapacityProviderStrategy { get; init; } = [];
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
