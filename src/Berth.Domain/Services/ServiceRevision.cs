using Berth.Domain.Placement;
using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Services;

/// <summary>What a deployment runs: never changes, but for the digests that its first tasks find. Source: ECS API, ServiceRevision.</summary>
public sealed record ServiceRevision
{
    /// <summary>19 decimal digits; the last part of its ARN.</summary>
    public required string Number { get; init; }
    public required string Arn { get; init; }

    /// <summary>As registered, but with the log driver's mode settled.</summary>
    public required TaskDefinitionRecord Definition { get; init; }

    /// <summary>FARGATE; null when there is a strategy.</summary>
    public string? LaunchType { get; init; }
    public IReadOnlyList<CapacityProviderShare> CapacityProviderStrategy { get; init; } = [];

    /// <summary>As asked for: LATEST or a number.</summary>
    public required string PlatformVersion { get; init; }
    public required IReadOnlyList<SubnetPlace> Subnets { get; init; }

    /// <summary>Those asked for, or the VPC's default group.</summary>
    public required IReadOnlyList<string> SecurityGroupIds { get; init; }

    /// <summary>As asked for; empty when none were named. What the API shows.</summary>
    public IReadOnlyList<string> AskedSecurityGroupIds { get; init; } = [];
    public bool AssignPublicIp { get; init; }

    /// <summary>By container name: what its image's tag meant when the deployment began. Later tasks run exactly that.</summary>
    public IReadOnlyDictionary<string, string> ImageDigests { get; init; } = new Dictionary<string, string>();
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What its tasks run on: LATEST settled. Source: ECS developer guide, Fargate platform versions.</summary>
    public string TaskPlatformVersion => PlatformVersion == "LATEST" ? "1.4.0" : PlatformVersion;

    /// <summary>Zones that its tasks can be in, in order.</summary>
    public IReadOnlyList<string> Zones => [.. Subnets.Select(s => s.AvailabilityZone).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>A subnet that tasks may be placed in.</summary>
public sealed record SubnetPlace(string SubnetId, string AvailabilityZone);
