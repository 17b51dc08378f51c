namespace Berth.Domain.Secrets;

/// <summary>A secret, without its values. Row kind <c>secret</c>, id its name.</summary>
public sealed record SecretRecord
{
    public required string Name { get; init; }

    /// <summary>Ends in six random characters, so that a secret made anew under a name is another one to policies.</summary>
    public required string Arn { get; init; }

    /// <summary>Under which its values stand; never used again.</summary>
    public required string Key { get; init; }
    public string? Description { get; init; }

    /// <summary>As given; null for the key that AWS manages for the service.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The resource's policy, JSON; null for none.</summary>
    public string? Policy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastChangedAt { get; init; }

    /// <summary>The day; AWS tells no more.</summary>
    public DateTimeOffset? LastAccessedOn { get; init; }

    /// <summary>When its deletion was asked for; null for a secret that stays.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When it is gone for ever.</summary>
    public DateTimeOffset? DeleteAfter { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SecretVersion> Versions { get; init; } = [];
}

/// <summary>A version of a secret, without its value. One that has no stage is deprecated, and may go.</summary>
/// <param name="KeyId">The KMS key that its value is sealed by.</param>
public sealed record SecretVersion(string VersionId, IReadOnlyList<string> Stages, DateTimeOffset CreatedAt, string KeyId);

/// <summary>A version's value, sealed. Row kind <c>secret-value</c>, id the secret's key, a slash and the version's id.</summary>
/// <param name="Sealed">What KMS made of it, base64.</param>
/// <param name="IsBinary">It was given as SecretBinary.</param>
public sealed record SecretValueRecord(string Sealed, bool IsBinary);
