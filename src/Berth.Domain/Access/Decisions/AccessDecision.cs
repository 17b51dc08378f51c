namespace Berth.Domain.Access;

/// <summary>What came out, and which statement brought it about.</summary>
public sealed record AccessDecision
{
    public static readonly AccessDecision Allowed = new() { Verdict = AccessVerdict.Allowed };

    public required AccessVerdict Verdict { get; init; }
    public bool IsAllowed => Verdict == AccessVerdict.Allowed;

    /// <summary>The policy that denies; null when the request is allowed or nothing permits it.</summary>
    public NamedPolicy? Policy { get; init; }
    public string? Sid { get; init; }

    /// <summary>Place of the statement that denies, from 0.</summary>
    public int? Statement { get; init; }

    /// <summary>When nothing permits: a key whose condition kept a statement for this action and resource from doing so.</summary>
    public string? ConditionKey { get; init; }
}
