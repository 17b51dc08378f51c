namespace Berth.Domain.Access;

/// <summary>A policy variable: <c>${aws:username}</c>, <c>${aws:PrincipalTag/team, 'none'}</c>; or one of <c>${*}</c>, <c>${?}</c> and <c>${$}</c>, which mean the character itself. Source: IAM user guide, policy variables.</summary>
/// <param name="Default">What stands when the key has no value; null for nothing.</param>
/// <param name="Special">The character that it means; null for a key.</param>
/// <param name="Length">Of its text, braces and all.</param>
internal sealed record PolicyVariable(string Key, string? Default, char? Special, int Length)
{
    /// <returns>Null when none begins there.</returns>
    public static PolicyVariable? At(string text, int start)
    {
        if (text[start] != '$' || start + 1 >= text.Length || text[start + 1] != '{') return null;
        var end = text.IndexOf('}', start);
        if (end < 0) return null;
        var (inner, length) = (text[(start + 2)..end], end - start + 1);
        if (inner is "*" or "?" or "$") return new("", null, inner[0], length);
        var comma = inner.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0) return new(inner.Trim(), null, null, length);
        var otherwise = inner[(comma + 1)..].Trim();
        var quoted = otherwise.Length >= 2 && otherwise[0] == '\'' && otherwise[^1] == '\'';
        return new(inner[..comma].Trim(), quoted ? otherwise[1..^1] : otherwise, null, length);
    }

    /// <summary>Keys with several values cannot be variables.</summary>
    public string? Value(AccessKeys keys) => keys.Find(Key) is { Count: > 0 } values ? values.Count == 1 ? values[0] : null : Default;
}
