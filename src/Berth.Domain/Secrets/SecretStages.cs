namespace Berth.Domain.Secrets;

/// <summary>How stages move between a secret's versions. Source: Secrets Manager API, PutSecretValue and UpdateSecretVersionStage.</summary>
public static class SecretStages
{
    public const string Current = "AWSCURRENT";
    public const string Previous = "AWSPREVIOUS";
    public const int VersionsMax = 100;
    public const int StagesPerVersionMax = 20;

    /// <summary>A new version with these stages, which leave the versions that have them.</summary>
    /// <returns>The versions, and the ids of those that had to go: the oldest without a stage, beyond the hundred that are kept.</returns>
    public static (IReadOnlyList<SecretVersion> Versions, IReadOnlyList<string> Removed) Add(IReadOnlyList<SecretVersion> versions, SecretVersion added)
    {
        IReadOnlyList<SecretVersion> all = [.. versions, added with { Stages = [] }];
        foreach (var stage in added.Stages) all = Attach(all, stage, added.VersionId);
        var removed = all.Where(v => v.Stages.Count == 0 && v.VersionId != added.VersionId).Take(Math.Max(0, all.Count - VersionsMax)).Select(v => v.VersionId).ToList();
        return ([.. all.Where(v => !removed.Contains(v.VersionId, StringComparer.Ordinal))], removed);
    }

    /// <summary>Moves a stage, takes it away, or gives it to a version.</summary>
    /// <param name="removeFrom">Where it is now; must be named when it is somewhere.</param>
    public static (IReadOnlyList<SecretVersion> Versions, StageRefusal? Refusal) Move(IReadOnlyList<SecretVersion> versions, string stage, string? removeFrom, string? moveTo)
    {
        var holder = versions.FirstOrDefault(v => v.Stages.Contains(stage, StringComparer.Ordinal))?.VersionId;
        if (removeFrom is not null && versions.All(v => v.VersionId != removeFrom)) return (versions, StageRefusal.NoSuchVersion);
        if (moveTo is not null && versions.All(v => v.VersionId != moveTo)) return (versions, StageRefusal.NoSuchVersion);
        if (removeFrom is not null && removeFrom != holder) return (versions, StageRefusal.NotThere);
        if (moveTo is not null && holder is not null && holder != moveTo && removeFrom is null) return (versions, StageRefusal.MustSayFrom);
        if (moveTo is null && removeFrom is null) return (versions, StageRefusal.NothingAsked);
        if (moveTo is null && stage == Current) return (versions, StageRefusal.CurrentMustBeSomewhere);
        var moved = moveTo is null ? Detach(versions, stage) : Attach(versions, stage, moveTo);
        return moved.Any(v => v.Stages.Count > StagesPerVersionMax) ? (versions, StageRefusal.TooMany) : (moved, null);
    }

    /// <summary>A stage is at one version at most; where AWSCURRENT was, AWSPREVIOUS is.</summary>
    private static IReadOnlyList<SecretVersion> Attach(IReadOnlyList<SecretVersion> versions, string stage, string versionId)
    {
        var holder = versions.FirstOrDefault(v => v.Stages.Contains(stage, StringComparer.Ordinal))?.VersionId;
        if (holder == versionId) return versions;
        var moved = Detach(versions, stage);
        if (stage == Current) moved = Detach(moved, Previous);
        return [.. moved.Select(v =>
            v.VersionId == versionId ? v with { Stages = [.. v.Stages, stage] }
            : stage == Current && v.VersionId == holder ? v with { Stages = [.. v.Stages, Previous] }
            : v)];
    }

    private static IReadOnlyList<SecretVersion> Detach(IReadOnlyList<SecretVersion> versions, string stage) =>
        [.. versions.Select(v => v.Stages.Contains(stage, StringComparer.Ordinal) ? v with { Stages = [.. v.Stages.Where(s => s != stage)] } : v)];
}

/// <summary>Why a stage does not move.</summary>
public enum StageRefusal
{
    NoSuchVersion,

    /// <summary>It is not at the version that it is to be taken from.</summary>
    NotThere,

    /// <summary>It is at a version that the request does not name.</summary>
    MustSayFrom,
    NothingAsked,
    CurrentMustBeSomewhere,
    TooMany,
}
