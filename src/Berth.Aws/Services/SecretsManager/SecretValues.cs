using System.Text;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms;
using Berth.Domain.Keys;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>Seals and opens values with the secret's KMS key, with the caller's rights on it.</summary>
internal sealed class SecretValues(KmsKeys keys, KeyAccess access)
{
    private const string KmsDenied = "AccessDeniedException";
    private const string KmsMissing = "NotFoundException";

    /// <exception cref="AwsException">EncryptionFailure: there is no such key.</exception>
    public async Task<KeyRecord> KeyFor(string? kmsKeyId, CancellationToken cancel)
    {
        try
        {
            return kmsKeyId is null ? await keys.Managed(SecretsManagerNames.ViaService, cancel) : await keys.Resolve(kmsKeyId, cancel);
        }
        catch (AwsException missing) when (missing.Code == KmsMissing)
        {
            throw SecretsManagerErrors.CannotEncrypt();
        }
    }

    /// <returns>The sealed value, and the id of the key.</returns>
    /// <exception cref="AwsException">The caller may not use the key, or it does not work.</exception>
    public async Task<(SecretValueRecord Value, string KeyId)> Seal(SecretRecord secret, string versionId, SecretText text, Caller caller, CancellationToken cancel)
    {
        var context = Context(secret, versionId);
        var key = await KeyFor(secret.KmsKeyId, cancel);
        await Ask(key, "kms:GenerateDataKey", context, caller, cancel);
        await Ask(key, "kms:Decrypt", context, caller, cancel);
        if (KeyStates.Use(key) is not null) throw SecretsManagerErrors.CannotEncrypt();
        return (new(Convert.ToBase64String(keys.Encrypt(key, text.Bytes, context)), text.IsBinary), key.KeyId);
    }

    public async Task<SecretText> Open(SecretRecord secret, string versionId, SecretValueRecord value, Caller caller, CancellationToken cancel)
    {
        var context = Context(secret, versionId);
        var blob = Convert.FromBase64String(value.Sealed);
        KeyRecord key;
        try
        {
            key = await keys.KeyOf(blob, cancel);
        }
        catch (AwsException gone) when (gone.Code == "InvalidCiphertextException")
        {
            throw SecretsManagerErrors.CannotDecrypt();
        }

        await Ask(key, "kms:Decrypt", context, caller, cancel);
        if (KeyStates.Use(key) is not null) throw SecretsManagerErrors.CannotDecrypt();
        return new(keys.TryDecrypt(key, blob, context) ?? throw SecretsManagerErrors.CannotDecrypt(), value.IsBinary);
    }

    private async Task Ask(KeyRecord key, string action, IReadOnlyDictionary<string, string> context, Caller caller, CancellationToken cancel)
    {
        try
        {
            await access.Require(key, action, caller, context, SecretsManagerNames.ViaService, cancel);
        }
        catch (AwsException refused) when (refused.Code == KmsDenied)
        {
            throw SecretsManagerErrors.NoKms();
        }
    }

    private static Dictionary<string, string> Context(SecretRecord secret, string versionId) => new() { ["SecretARN"] = secret.Arn, ["SecretVersionId"] = versionId };
}

/// <summary>A value in the clear. It never prints itself.</summary>
internal sealed record SecretText(byte[] Bytes, bool IsBinary)
{
    private const int BytesMax = 65536;

    /// <returns>Null when the request gives none.</returns>
    /// <exception cref="AwsException">It gives both, or more than 64 KiB: of text that is what it comes to in UTF-8.</exception>
    public static SecretText? Of(string? text, byte[]? binary) => (text, binary) switch
    {
        (not null, not null) => throw SecretsManagerErrors.InvalidParameter("You can't specify both a binary secret value and a string secret value in the same secret."),
        (not null, null) when Encoding.UTF8.GetByteCount(text) > BytesMax => throw SecretsManagerErrors.Validation($"1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to {BytesMax}"),
        (not null, null) => new(Encoding.UTF8.GetBytes(text), false),
        (null, not null) => new(binary, true),
        _ => null,
    };

    public string? String => IsBinary ? null : Encoding.UTF8.GetString(Bytes);

    public byte[]? Binary => IsBinary ? Bytes : null;

    public bool Same(SecretText other) => IsBinary == other.IsBinary && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override string ToString() => "SecretText { … }";
}
