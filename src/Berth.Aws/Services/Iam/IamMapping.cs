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
        Tags = role.Tags.Count == 0 ? null : [.. role.Tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })],
    };

    public static PolicyShape ToWire(PolicyRecord policy, int attachments) => new()
    {
        PolicyName = policy.Name,
        PolicyId = policy.PolicyId,
        Arn = policy.Arn,
        Path = policy.Path,
        DefaultVersionId = "v1",
        AttachmentCount = attachments,
        PermissionsBoundaryUsageCount = 0,
        IsAttachable = true,
        Description = policy.Description,
        CreateDate = policy.CreatedAt,
        UpdateDate = policy.CreatedAt,
        Tags = policy.Tags.Count == 0 ? null : [.. policy.Tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })],
    };

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) => (tags ?? []).ToDictionary(t => t.Key ?? "", t => t.Value ?? "", StringComparer.Ordinal);

    /// <summary>IAM's times have no fraction.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
