namespace Berth.Domain.ObjectStorage;

/// <summary>The conditions that a request puts on an object. Dates that cannot be read are absent, as HTTP demands.</summary>
/// <param name="IfMatch">Samples: <c>"0a1b…"</c>, <c>"0a1b…", "2c3d…"</c>, <c>*</c>.</param>
public sealed record ObjectConditions(string? IfMatch, string? IfNoneMatch, DateTimeOffset? IfModifiedSince, DateTimeOffset? IfUnmodifiedSince)
{
    public static readonly ObjectConditions None = new(null, null, null, null);

    /// <summary>Judges a read. Entity tags win over dates. Source: RFC 9110 §13.2.2; Amazon S3 API, GetObject.</summary>
    public ConditionVerdict Judge(string eTag, DateTimeOffset lastModified)
    {
        if (IfMatch is not null ? !Names(IfMatch, eTag) : lastModified > IfUnmodifiedSince) return ConditionVerdict.Failed;
        if (IfNoneMatch is not null) return Names(IfNoneMatch, eTag) ? ConditionVerdict.NotModified : ConditionVerdict.Met;
        return lastModified <= IfModifiedSince ? ConditionVerdict.NotModified : ConditionVerdict.Met;
    }

    /// <summary>Judges a write or a deletion, which knows entity tags alone. Source: Amazon S3 user guide, conditional requests.</summary>
    /// <param name="present">Entity tag of the object that is there; null when there is none.</param>
    public ConditionVerdict JudgeWrite(string? present)
    {
        if (IfMatch is not null) return present is null ? ConditionVerdict.Missing : Names(IfMatch, present) ? ConditionVerdict.Met : ConditionVerdict.Failed;
        return IfNoneMatch is not null && present is not null && Names(IfNoneMatch, present) ? ConditionVerdict.Failed : ConditionVerdict.Met;
    }

    private static bool Names(string header, string eTag) =>
        header.Trim() == "*" || header.Split(',', StringSplitOptions.TrimEntries).Any(t => (t.StartsWith("W/", StringComparison.Ordinal) ? t[2..] : t).Trim('"') == eTag);
}

public enum ConditionVerdict
{
    Met,
    NotModified,
    Failed,

    /// <summary>A write demands a certain object, and there is none.</summary>
    Missing,
}
