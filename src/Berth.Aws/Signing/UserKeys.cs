using System.Security.Cryptography;
using Berth.Domain.Access;

namespace Berth.Aws.Signing;

/// <summary>Makes long-term keys of users, and opens their secrets, which are kept sealed: the store alone gives nobody a key.</summary>
public sealed class UserKeys(SigningKeys keys)
{
    /// <summary>Of key ids, behind their prefix of four letters.</summary>
    public const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private const string SecretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private readonly Sealer sealer = new(keys.Sealing, "access-key");

    /// <returns>The key, and its secret in the clear, which is nowhere else.</returns>
    public (AccessKeyRecord Key, string Secret) Make(string userName, DateTimeOffset now)
    {
        var id = "AKIA" + RandomNumberGenerator.GetString(Alphabet, 16);
        var secret = RandomNumberGenerator.GetString(SecretAlphabet, 40);

        // With its key's id beside it, a secret cannot be moved to another key's row.
        return (new() { AccessKeyId = id, UserName = userName, SealedSecret = sealer.Seal(id + "\n" + secret), CreatedAt = now }, secret);
    }

    /// <returns>Null when it was not sealed here, or for another key.</returns>
    public string? SecretOf(AccessKeyRecord key) =>
        sealer.Open(key.SealedSecret) is { } text && text.StartsWith(key.AccessKeyId + "\n", StringComparison.Ordinal) ? text[(key.AccessKeyId.Length + 1)..] : null;
}
