namespace Berth.Aws.Signing;

/// <summary>What bounds a role's session beside its role.</summary>
public sealed record SessionLimits
{
    /// <summary>An inline policy, JSON; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>Managed policies.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>The task that the keys are for, and die with.</summary>
    public string? TaskArn { get; init; }
}
