namespace Berth.Domain.Keys;

/// <summary>A KMS key. Row kind <c>kms-key</c>, id its key id.</summary>
public sealed record KeyRecord
{
    /// <summary>A UUID.</summary>
    public required string KeyId { get; init; }
    public required string Arn { get; init; }
    public string Description { get; init; } = "";
    public KeyState State { get; init; } = KeyState.Enabled;

    /// <summary>The service whose managed key it is: <c>secretsmanager</c>, <c>ssm</c>. Null for a customer's own.</summary>
    public string? ManagedFor { get; init; }

    /// <summary>JSON. Nobody has access to the key that its policy does not admit, or leave to IAM.</summary>
    public required string Policy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is gone for ever; null unless deletion is scheduled.</summary>
    public DateTimeOffset? DeletionAt { get; init; }
    public int? PendingWindowDays { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The 32 bytes that encrypt, sealed by the installation's encryption key <see cref="SealedBy"/>. Base64.</summary>
    public required string SealedMaterial { get; init; }
    public required string SealedBy { get; init; }
}

public enum KeyState
{
    Enabled,
    Disabled,
    PendingDeletion,
}

/// <summary>Another name of a key. Row kind <c>kms-alias</c>, id its name with <c>alias/</c>.</summary>
public sealed record AliasRecord(string Name, string TargetKeyId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
