using System.Globalization;

namespace Berth.Domain.Access;

/// <summary>Decides how the versions of a managed policy change. Source: IAM user guide, versioning IAM policies.</summary>
public static class PolicyVersions
{
    public const int VersionsMax = 5;

    /// <summary>Adds a version, which becomes the default one when asked.</summary>
    public static PolicyVersionOutcome Add(PolicyRecord policy, string document, bool setAsDefault, DateTimeOffset now)
    {
        if (policy.AllVersions.Count >= VersionsMax) return new PolicyVersionOutcome.Refused(PolicyVersionRefusal.TooMany);
        var version = new PolicyVersionRecord("v" + policy.NextVersion.ToString(CultureInfo.InvariantCulture), document, now);
        var next = policy with { Versions = [.. policy.AllVersions, version], NextVersion = policy.NextVersion + 1, UpdatedAt = now };
        return new PolicyVersionOutcome.Changed(setAsDefault ? next with { DefaultVersionId = version.VersionId, Document = document } : next, version);
    }

    public static PolicyVersionOutcome Delete(PolicyRecord policy, string versionId, DateTimeOffset now)
    {
        if (policy.AllVersions.FirstOrDefault(v => v.VersionId == versionId) is not { } version) return new PolicyVersionOutcome.Refused(PolicyVersionRefusal.NoSuchVersion);
        if (versionId == policy.DefaultVersionId) return new PolicyVersionOutcome.Refused(PolicyVersionRefusal.IsDefault);
        return new PolicyVersionOutcome.Changed(policy with { Versions = [.. policy.AllVersions.Where(v => v.VersionId != versionId)], UpdatedAt = now }, version);
    }

    public static PolicyVersionOutcome SetDefault(PolicyRecord policy, string versionId, DateTimeOffset now)
    {
        if (policy.AllVersions.FirstOrDefault(v => v.VersionId == versionId) is not { } version) return new PolicyVersionOutcome.Refused(PolicyVersionRefusal.NoSuchVersion);
        return new PolicyVersionOutcome.Changed(policy with { Versions = policy.AllVersions, DefaultVersionId = versionId, Document = version.Document, UpdatedAt = now }, version);
    }
}

/// <summary>What became of a policy.</summary>
public abstract record PolicyVersionOutcome
{
    /// <param name="Version">The one that was added, deleted or made the default.</param>
    public sealed record Changed(PolicyRecord Policy, PolicyVersionRecord Version) : PolicyVersionOutcome;

    public sealed record Refused(PolicyVersionRefusal Reason) : PolicyVersionOutcome;
}

public enum PolicyVersionRefusal
{
    TooMany,
    NoSuchVersion,
    IsDefault,
}
