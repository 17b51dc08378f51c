namespace Berth.Domain.Access;

/// <summary>An IAM role. Row kind <c>role</c>, id its name.</summary>
public sealed record RoleRecord : PrincipalHolder
{
    /// <summary>AROA…</summary>
    public required string RoleId { get; init; }

    /// <summary>JSON, as given.</summary>
    public required string AssumeRolePolicyDocument { get; init; }
    public string? Description { get; init; }
    public int MaxSessionDurationSeconds { get; init; } = 3600;

    /// <summary>Of a service-linked role, whose policies and trust only its service changes: <c>ecs.amazonaws.com</c>.</summary>
    public string? LinkedService { get; init; }
}
