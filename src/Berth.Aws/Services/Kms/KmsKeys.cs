using System.Security.Cryptography;
using Berth.Aws.Encryption;
using Berth.Domain.Kernel;
using Berth.Domain.Keys;
using Berth.Storage;

namespace Berth.Aws.Services.Kms;

/// <summary>Finds keys and works with them. Whether a caller may is asked elsewhere (<see cref="KeyAccess"/>).</summary>
internal sealed class KmsKeys(IStore store, EncryptionKeys encryption, BerthInstance berth, IIdSource ids, TimeProvider clock)
{
    private const byte BlobVersion = 1;
    private const int MaterialBytes = 32;
    private const int HeadBytes = 1 + 16;

    /// <param name="given">A key's id or ARN, or an alias' name or ARN.</param>
    /// <exception cref="AwsException">NotFoundException.</exception>
    public async Task<KeyRecord> Resolve(string given, CancellationToken cancel)
    {
        var resource = KmsNames.Resource(given, berth.Scope) ?? throw KmsErrors.KeyNotFound(given);
        if (resource.StartsWith(KmsNames.KeyPrefix, StringComparison.Ordinal)) return await Find(resource[KmsNames.KeyPrefix.Length..], cancel) ?? throw KmsErrors.KeyNotFound(berth.Scope.Arn("kms", resource));
        if (!resource.StartsWith(KmsNames.AliasPrefix, StringComparison.Ordinal)) throw KmsErrors.KeyNotFound(given);
        if (resource.StartsWith(KmsNames.ManagedAliasPrefix, StringComparison.Ordinal) && Array.Exists(ManagedServices, s => resource == KmsNames.ManagedAliasPrefix + s)) return await Managed(resource[KmsNames.ManagedAliasPrefix.Length..], cancel);
        var alias = (await store.Find<AliasRecord>(KmsNames.AliasKind, resource, cancel))?.Record ?? throw KmsErrors.AliasNotFound(KmsNames.AliasArn(berth.Scope, resource));
        return await Find(alias.TargetKeyId, cancel) ?? throw KmsErrors.AliasNotFound(KmsNames.AliasArn(berth.Scope, resource));
    }

    /// <summary>The same for what manages a key and takes no alias, lest an alias that was moved has another key deleted. Source: KMS developer guide, using aliases.</summary>
    /// <param name="given">A key's id or ARN.</param>
    /// <exception cref="AwsException">NotFoundException.</exception>
    public Task<KeyRecord> ResolveKey(string given, CancellationToken cancel) =>
        KmsNames.Resource(given, berth.Scope)?.StartsWith(KmsNames.AliasPrefix, StringComparison.Ordinal) == true ? throw KmsErrors.InvalidKeyId(given) : Resolve(given, cancel);

    /// <summary>Services that have a key of their own for whoever names none.</summary>
    public static string[] ManagedServices { get; } = ["secretsmanager", "ssm"];

    public async Task<KeyRecord?> Find(string keyId, CancellationToken cancel) => (await store.Find<KeyRecord>(KmsNames.KeyKind, keyId, cancel))?.Record;

    /// <summary>The key that AWS manages for a service, made when it is first asked for.</summary>
    public async Task<KeyRecord> Managed(string service, CancellationToken cancel)
    {
        var name = KmsNames.ManagedAliasPrefix + service;
        for (; ; )
        {
            if ((await store.Find<AliasRecord>(KmsNames.AliasKind, name, cancel))?.Record is { } alias) return await Find(alias.TargetKeyId, cancel) ?? throw KmsErrors.AliasNotFound(KmsNames.AliasArn(berth.Scope, name));
            var key = Make($"Default key that protects my {service} values when no other key is defined", KmsNames.ManagedPolicy(berth.Scope, service)) with { ManagedFor = service };
            try
            {
                await store.Commit([StoreExtensions.Put(KmsNames.KeyKind, key.KeyId, 0, key), StoreExtensions.Put(KmsNames.AliasKind, name, 0, new AliasRecord(name, key.KeyId, key.CreatedAt, key.CreatedAt))], cancel);
                return key;
            }
            catch (StoreConflictException)
            {
                // Somebody else made it in this moment.
            }
        }
    }

    /// <summary>A new key, kept nowhere yet.</summary>
    public KeyRecord Make(string description, string policy)
    {
        var keyId = ids.Uuid();
        return new()
        {
            KeyId = keyId,
            Arn = KmsNames.KeyArn(berth.Scope, keyId),
            Description = description,
            Policy = policy,
            CreatedAt = clock.GetUtcNow(),
            SealedMaterial = Convert.ToBase64String(encryption.Seal(RandomNumberGenerator.GetBytes(MaterialBytes), keyId)),
            SealedBy = encryption.CurrentId,
        };
    }

    /// <exception cref="AwsException">The key is disabled, or waits for its end.</exception>
    public byte[] Encrypt(KeyRecord key, ReadOnlySpan<byte> plain, IReadOnlyDictionary<string, string> context)
    {
        var envelope = AesEnvelope.Seal(Material(key), plain, EncryptionContext.Text(context));
        var blob = new byte[HeadBytes + envelope.Length];
        blob[0] = BlobVersion;
        Guid.Parse(key.KeyId).TryWriteBytes(blob.AsSpan(1), bigEndian: true, out _);
        envelope.CopyTo(blob, HeadBytes);
        return blob;
    }

    /// <summary>Which key a ciphertext was made with.</summary>
    /// <exception cref="AwsException">InvalidCiphertextException: it is none of ours, or the key is gone.</exception>
    public async Task<KeyRecord> KeyOf(byte[] blob, CancellationToken cancel)
    {
        if (blob.Length <= HeadBytes || blob[0] != BlobVersion) throw KmsErrors.InvalidCiphertext();
        return await Find(new Guid(blob.AsSpan(1, 16), bigEndian: true).ToString(), cancel) ?? throw KmsErrors.InvalidCiphertext();
    }

    /// <exception cref="AwsException">The key is disabled or waits for its end; InvalidCiphertextException when the context is another or the ciphertext was changed.</exception>
    public byte[] Decrypt(KeyRecord key, byte[] blob, IReadOnlyDictionary<string, string> context) =>
        TryDecrypt(key, blob, context) ?? throw KmsErrors.InvalidCiphertext();

    /// <returns>Null when the context is another or the ciphertext was changed.</returns>
    /// <exception cref="AwsException">The key is disabled or waits for its end.</exception>
    public byte[]? TryDecrypt(KeyRecord key, byte[] blob, IReadOnlyDictionary<string, string> context) => AesEnvelope.Open(Material(key), blob.AsSpan(HeadBytes), EncryptionContext.Text(context));

    /// <summary>The same key, sealed by the encryption key that seals now; null when it is so already.</summary>
    /// <exception cref="AwsException">The file does not hold the key that sealed it.</exception>
    public KeyRecord? Resealed(KeyRecord key) => key.SealedBy == encryption.CurrentId
        ? null
        : key with { SealedMaterial = Convert.ToBase64String(encryption.Seal(Unsealed(key), key.KeyId)), SealedBy = encryption.CurrentId };

    private byte[] Material(KeyRecord key) => KeyStates.Use(key) is { } refusal ? throw KmsErrors.From(refusal, key) : Unsealed(key);

    private byte[] Unsealed(KeyRecord key) => encryption.Open(key.SealedBy, Convert.FromBase64String(key.SealedMaterial), key.KeyId) ?? throw KmsErrors.Sealed(key);
}
