namespace Berth.Domain.Access;

/// <summary>How the deletion of a service-linked role went. Row kind <c>role-deletion</c>, id the deletion's own.</summary>
public sealed record RoleDeletionRecord
{
    public required string Region { get; init; }

    /// <summary>ARNs of what needs the role still; none when it was deleted.</summary>
    public required IReadOnlyList<string> UsedBy { get; init; }
    public required DateTimeOffset At { get; init; }
}
