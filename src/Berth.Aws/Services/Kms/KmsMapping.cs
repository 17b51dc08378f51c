using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms;

internal static class KmsMapping
{
    public static KeyMetadataShape ToWire(KeyRecord key, AwsScope scope) => new()
    {
        AWSAccountId = scope.AccountId,
        KeyId = key.KeyId,
        Arn = key.Arn,
        CreationDate = key.CreatedAt,
        Enabled = key.State == KeyState.Enabled,
        Description = key.Description,
        KeyUsage = "ENCRYPT_DECRYPT",
        KeyState = key.State.ToString(),
        DeletionDate = key.DeletionAt,
        Origin = "AWS_KMS",
        KeyManager = key.ManagedFor is null ? "CUSTOMER" : "AWS",
        CustomerMasterKeySpec = KmsNames.Algorithm,
        KeySpec = KmsNames.Algorithm,
        EncryptionAlgorithms = [KmsNames.Algorithm],
        MultiRegion = false,
    };

    public static AliasListEntryShape ToWire(AliasRecord alias, AwsScope scope) => new()
    {
        AliasName = alias.Name,
        AliasArn = KmsNames.AliasArn(scope, alias.Name),
        TargetKeyId = alias.TargetKeyId,
        CreationDate = alias.CreatedAt,
        LastUpdatedDate = alias.UpdatedAt,
    };

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) => (tags ?? []).GroupBy(t => t.TagKey ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().TagValue ?? "", StringComparer.Ordinal);
}
