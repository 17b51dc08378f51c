namespace Berth.Domain.Access;

/// <summary>An IAM group. Row kind <c>group</c>, id its name. Who belongs to it stands with the users.</summary>
public sealed record GroupRecord : PolicyHolder
{
    /// <summary>AGPA…</summary>
    public required string GroupId { get; init; }
}
