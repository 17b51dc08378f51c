using System.Security.Cryptography;
using System.Text;

namespace Berth.Aws.Encryption;

/// <summary>
/// AES-256-GCM under a key of its own for each message, which follows from the long-lived key and a random salt: no number of messages uses a nonce twice under one key.
/// The layout is salt (32), tag (16), ciphertext.
/// </summary>
internal static class AesEnvelope
{
    private const int SaltBytes = 32;
    private const int TagBytes = 16;

    /// <summary>The key is used once, so that the nonce may be all zeros.</summary>
    private static readonly byte[] Nonce = new byte[12];

    /// <param name="context">Authenticated with the text and not kept in it: it opens with the same context only.</param>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, string context)
    {
        var output = new byte[SaltBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(output.AsSpan(0, SaltBytes));
        using var aes = new AesGcm(Derive(key, output.AsSpan(0, SaltBytes)), TagBytes);
        aes.Encrypt(Nonce, plain, output.AsSpan(SaltBytes + TagBytes), output.AsSpan(SaltBytes, TagBytes), Encoding.UTF8.GetBytes(context));
        return output;
    }

    /// <returns>Null when it was not sealed so: by another key, with another context, or changed since.</returns>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> sealedBytes, string context)
    {
        if (sealedBytes.Length < SaltBytes + TagBytes) return null;
        var plain = new byte[sealedBytes.Length - SaltBytes - TagBytes];
        using var aes = new AesGcm(Derive(key, sealedBytes[..SaltBytes]), TagBytes);
        try
        {
            aes.Decrypt(Nonce, sealedBytes[(SaltBytes + TagBytes)..], sealedBytes.Slice(SaltBytes, TagBytes), plain, Encoding.UTF8.GetBytes(context));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Derive(byte[] key, ReadOnlySpan<byte> salt)
    {
        var derived = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt, "berth-envelope"u8);
        return derived;
    }
}
