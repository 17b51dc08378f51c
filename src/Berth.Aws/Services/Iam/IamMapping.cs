using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam;

internal static class IamMapping
{
    /// <summary>Documents travel URL-encoded, as IAM sends them.</summary>
    public static RoleShape ToWire(RoleRecord role) => new()
    {
        Path = role.Path,
        RoleName = role.Name,
        RoleId = role.RoleId,
        Arn = role.Arn,
        CreateDate = role.CreatedAt,
        AssumeRolePolicyDocument = Uri.EscapeDataString(role.AssumeRolePolicyDocument),
        Description = role.Description,
        MaxSessionDuration = role.MaxSessionDurationSeconds,
        PermissionsBoundary = ToBoundary(role),
        Tags = ToWire(role.Tags),
    };

    /// <summary>Lists leave out tags, boundary and when it was last used. Source: IAM API, ListRoles.</summary>
    public static RoleShape ToListed(RoleRecord role) => ToWire(role) with { Tags = null, PermissionsBoundary = null };

    public static UserShape ToWire(UserRecord user) => new()
    {
        Path = user.Path,
        UserName = user.Name,
        UserId = user.UserId,
        Arn = user.Arn,
        CreateDate = user.CreatedAt,
        PermissionsBoundary = ToBoundary(user),
        Tags = ToWire(user.Tags),
    };

    /// <summary>Source: IAM API, ListUsers.</summary>
    public static UserShape ToListed(UserRecord user) => ToWire(user) with { Tags = null, PermissionsBoundary = null };

    public static GroupShape ToWire(GroupRecord group) => new() { Path = group.Path, GroupName = group.Name, GroupId = group.GroupId, Arn = group.Arn, CreateDate = group.CreatedAt };

    public static AccessKeyMetadataShape ToWire(AccessKeyRecord key) => new() { UserName = key.UserName, AccessKeyId = key.AccessKeyId, Status = ToStatus(key.Active), CreateDate = key.CreatedAt };

    public static string ToStatus(bool active) => active ? "Active" : "Inactive";

    /// <param name="roles">Those of the profile that are there.</param>
    public static InstanceProfileShape ToWire(InstanceProfileRecord profile, IEnumerable<RoleRecord> roles) => new()
    {
        Path = profile.Path,
        InstanceProfileName = profile.Name,
        InstanceProfileId = profile.InstanceProfileId,
        Arn = profile.Arn,
        CreateDate = profile.CreatedAt,
        Roles = [.. roles.Where(r => profile.RoleNames.Contains(r.Name, StringComparer.Ordinal)).Select(ToListed)],
        Tags = ToWire(profile.Tags),
    };

    public static PolicyShape ToWire(PolicyRecord policy, AttachedCounts use) => new()
    {
        PolicyName = policy.Name,
        PolicyId = policy.PolicyId.Length == 0 ? null : policy.PolicyId,
        Arn = policy.Arn,
        Path = policy.Path,
        DefaultVersionId = policy.DefaultVersionId,
        AttachmentCount = use.AttachmentsOf(policy.Arn),
        PermissionsBoundaryUsageCount = use.BoundariesOf(policy.Arn),
        IsAttachable = true,
        Description = policy.Description,
        CreateDate = policy.CreatedAt,
        UpdateDate = policy.UpdatedAt ?? policy.CreatedAt,
        Tags = ToWire(policy.Tags),
    };

    public static PolicyVersionShape ToWire(PolicyVersionRecord version, PolicyRecord policy, bool withDocument) => new()
    {
        Document = withDocument ? Uri.EscapeDataString(version.Document) : null,
        VersionId = version.VersionId,
        IsDefaultVersion = version.VersionId == policy.DefaultVersionId,
        CreateDate = version.CreatedAt,
    };

    public static AttachedPolicyShape ToAttached(string arn) => new() { PolicyArn = arn, PolicyName = IamNames.RoleNameOf(arn) };

    public static AttachedPermissionsBoundaryShape? ToBoundary(PrincipalHolder principal) =>
        principal.PermissionsBoundaryArn is { } arn ? new() { PermissionsBoundaryType = "Policy", PermissionsBoundaryArn = arn } : null;

    public static IReadOnlyList<TagShape>? ToWire(IReadOnlyDictionary<string, string> tags) => tags.Count == 0 ? null : [.. tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })];

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) => (tags ?? []).ToDictionary(t => t.Key ?? "", t => t.Value ?? "", StringComparer.Ordinal);

    /// <summary>IAM's times have no fraction.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
