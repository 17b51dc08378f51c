namespace Berth.Domain.Access;

/// <summary>An IAM user. Row kind <c>user</c>, id its name.</summary>
public sealed record UserRecord : PrincipalHolder
{
    /// <summary>AIDA…</summary>
    public required string UserId { get; init; }

    /// <summary>Names of the groups that it belongs to.</summary>
    public IReadOnlyList<string> GroupNames { get; init; } = [];

    /// <summary>AKIA…, in the order of their making. Two at most.</summary>
    public IReadOnlyList<string> AccessKeyIds { get; init; } = [];
}

/// <summary>A long-term key of a user. Row kind <c>access-key</c>, id the key's own. <see cref="ToString"/> shows nothing of the secret.</summary>
public sealed record AccessKeyRecord
{
    /// <summary>AKIA…</summary>
    public required string AccessKeyId { get; init; }
    public required string UserName { get; init; }

    /// <summary>Only the installation's sealing key opens it, which is not in the store.</summary>
    public required string SealedSecret { get; init; }
    public bool Active { get; init; } = true;
    public required DateTimeOffset CreatedAt { get; init; }

    public override string ToString() => $"AccessKeyRecord {{ {AccessKeyId} }}";
}

/// <summary>When a key last signed a request that was believed. Row kind <c>access-key-use</c>, id the key's.</summary>
public sealed record AccessKeyUseRecord
{
    public required DateTimeOffset At { get; init; }
    public required string Service { get; init; }
    public required string Region { get; init; }
}
