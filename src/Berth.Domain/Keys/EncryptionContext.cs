using System.Text;

namespace Berth.Domain.Keys;

/// <summary>What a ciphertext belongs to: names and values that must be the same when it is decrypted. Source: KMS developer guide, encryption context.</summary>
public static class EncryptionContext
{
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>One text for each context, whatever its order: lengths before the parts, so that no two contexts give one text.</summary>
    public static string Text(IReadOnlyDictionary<string, string> context)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in context.OrderBy(p => p.Key, StringComparer.Ordinal)) text.Append(name.Length).Append(':').Append(name).Append(value.Length).Append(':').Append(value);
        return text.ToString();
    }
}
