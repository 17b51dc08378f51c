using System.Security.Cryptography;
using System.Text.Json;

namespace Berth.Aws.Signing;

/// <summary>The installation's own keys, kept in the data directory with mode 0600 and made at first start.</summary>
/// <param name="Sealing">32 bytes: seals session and page tokens, registry passwords and users' secret keys, and signs layer links. Who deletes it ends users' access keys too.</param>
public sealed record SigningKeys(string RootAccessKeyId, string RootSecretAccessKey, byte[] Sealing)
{
    private const string SecretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the keys, making what is missing. A preset root key replaces the one kept.</summary>
    public static SigningKeys Open(string dataDirectory, string? presetAccessKeyId, string? presetSecretAccessKey)
    {
        var rootPath = Path.Combine(dataDirectory, "root-access-key.json");
        var root = Read<RootKey>(rootPath);
        if (presetAccessKeyId is not null && presetSecretAccessKey is not null) root = Keep(rootPath, root, new(presetAccessKeyId, presetSecretAccessKey));
        root ??= Keep<RootKey>(rootPath, null, new RootKey("AKIA" + RandomNumberGenerator.GetString(UserKeys.Alphabet, 16), RandomNumberGenerator.GetString(SecretAlphabet, 40)));

        var sealingPath = Path.Combine(dataDirectory, "sealing-key.json");
        var sealing = Read<SealingKey>(sealingPath) ?? Keep<SealingKey>(sealingPath, null, new SealingKey(RandomNumberGenerator.GetBytes(32)));
        return new(root.AccessKeyId, root.SecretAccessKey, sealing.Key);
    }

    public override string ToString() => $"SigningKeys {{ {RootAccessKeyId} }}";

    private static T? Read<T>(string path)
        where T : class => File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json) : null;

    private static T Keep<T>(string path, T? old, T value)
        where T : class
    {
        if (value.Equals(old)) return value;
        var temporary = path + ".new";
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            JsonSerializer.Serialize(stream, value, Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return value;
    }

    private sealed record RootKey(string AccessKeyId, string SecretAccessKey);

    private sealed record SealingKey(byte[] Key);
}
