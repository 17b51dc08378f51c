using System.Security.Cryptography;
using System.Text.Json;

namespace Berth.Aws.Encryption;

/// <summary>
/// The keys that seal KMS keys at rest: <c>DATA/encryption-key.json</c>, mode 0600, made at first start and never in the database. The first of the file seals, each of them opens: who replaces
/// the key puts a new one in front and starts Berth again, which seals everything anew; the old one may then be taken out.
/// </summary>
/// <remarks>Sample: <c>{ "keys": [ { "id": "6f1c…", "key": "BASE64 OF 32 BYTES" } ] }</c>.</remarks>
public sealed class EncryptionKeys
{
    public const string FileName = "encryption-key.json";
    private const int KeyBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly IReadOnlyList<EncryptionKey> keys;

    private EncryptionKeys(IReadOnlyList<EncryptionKey> keys) => this.keys = keys;

    /// <summary>Of the key that seals.</summary>
    public string CurrentId => keys[0].Id;

    /// <exception cref="InvalidDataException">The file is there and makes no sense. Nothing is made in its place: what it seals would be lost.</exception>
    public static EncryptionKeys Open(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        return new(File.Exists(path) ? Read(path) : Make(path));
    }

    /// <param name="purpose">What is sealed, so that it opens in its own place only.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string purpose) => AesEnvelope.Seal(keys[0].Key, plain, purpose);

    /// <returns>Null when the file does not hold the key, or what was sealed was changed.</returns>
    public byte[]? Open(string keyId, ReadOnlySpan<byte> sealedBytes, string purpose) => keys.FirstOrDefault(k => k.Id == keyId) is { } key ? AesEnvelope.Open(key.Key, sealedBytes, purpose) : null;

    public override string ToString() => $"EncryptionKeys {{ {string.Join(", ", keys.Select(k => k.Id))} }}";

    private static IReadOnlyList<EncryptionKey> Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllText(path), Json);
            if (file?.Keys is { Count: > 0 } keys && keys.All(k => k?.Key?.Length == KeyBytes && !string.IsNullOrEmpty(k.Id)) && keys.Select(k => k.Id).Distinct().Count() == keys.Count) return keys;
        }
        catch (JsonException)
        {
            // Said below, without a line of the file.
        }

        throw new InvalidDataException($"{path} must hold a list \"keys\" of objects with an \"id\" of its own and a \"key\" of {KeyBytes} bytes in base64. Put back the file as it was: it seals every secret.");
    }

    private static IReadOnlyList<EncryptionKey> Make(string path)
    {
        var made = new EncryptionKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), RandomNumberGenerator.GetBytes(KeyBytes));
        using (var stream = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            JsonSerializer.Serialize(stream, new KeyFile([made]), Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        return [made];
    }

    private sealed record KeyFile(IReadOnlyList<EncryptionKey> Keys);

    private sealed record EncryptionKey(string Id, byte[] Key)
    {
        public override string ToString() => Id;
    }
}
