using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

internal static class SecretsManagerMapping
{
    public static DescribeSecretResponse ToWire(SecretRecord secret) => new()
    {
        ARN = secret.Arn,
        Name = secret.Name,
        Description = secret.Description,
        KmsKeyId = secret.KmsKeyId,
        LastChangedDate = secret.LastChangedAt,
        LastAccessedDate = secret.LastAccessedOn,
        DeletedDate = secret.DeletedAt,
        Tags = Tags(secret),
        VersionIdsToStages = Stages(secret),
        CreatedDate = secret.CreatedAt,
    };

    public static SecretListEntryShape ToEntry(SecretRecord secret) => new()
    {
        ARN = secret.Arn,
        Name = secret.Name,
        Description = secret.Description,
        KmsKeyId = secret.KmsKeyId,
        LastChangedDate = secret.LastChangedAt,
        LastAccessedDate = secret.LastAccessedOn,
        DeletedDate = secret.DeletedAt,
        Tags = Tags(secret),
        SecretVersionsToStages = Stages(secret),
        CreatedDate = secret.CreatedAt,
    };

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) => (tags ?? []).GroupBy(t => t.Key ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value ?? "", StringComparer.Ordinal);

    private static IReadOnlyList<TagShape> Tags(SecretRecord secret) => [.. secret.Tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })];

    /// <summary>Versions without a stage are not told of. Null when there is no version.</summary>
    private static IReadOnlyDictionary<string, IReadOnlyList<string>>? Stages(SecretRecord secret) =>
        secret.Versions.Count == 0 ? null : secret.Versions.Where(v => v.Stages.Count > 0).ToDictionary(v => v.VersionId, v => v.Stages, StringComparer.Ordinal);
}
