namespace Berth.Domain.Profiles;

/// <summary>A quota as Service Quotas knows it.</summary>
/// <param name="ServiceCode">Sample: <c>ecs</c>.</param>
/// <param name="Code">AWS's own where it has one; <c>L-BE…</c> are ours, for quotas that AWS documents and gives no code.</param>
/// <param name="Unit">Sample: <c>None</c>.</param>
/// <param name="Adjustable">AWS raises it on request. Here all can be changed.</param>
public sealed record QuotaDefinition(string ServiceCode, string Code, string Name, string Unit, bool Adjustable)
{
    /// <summary>IAM's quotas are of the account, not of a region.</summary>
    public bool IsGlobal => ServiceCode == "iam";

    /// <summary>What AWS grants where <see cref="Read"/> finds nothing in force: rates are off until set.</summary>
    public double? Documented { get; init; }

    /// <summary>The value in force; null for none.</summary>
    public required Func<Quotas, double?> Read { get; init; }

    public required Func<Quotas, double, Quotas> Write { get; init; }
}

/// <summary>A service that has quotas.</summary>
public sealed record QuotaService(string Code, string Name);
