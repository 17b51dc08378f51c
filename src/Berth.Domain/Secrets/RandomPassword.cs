namespace Berth.Domain.Secrets;

/// <summary>What a password may be made of. Source: Secrets Manager API, GetRandomPassword.</summary>
public sealed record PasswordWish(int Length, string Excluded, bool Lowercase, bool Uppercase, bool Numbers, bool Punctuation, bool Space, bool EachType)
{
    private const string LowercaseLetters = "abcdefghijklmnopqrstuvwxyz";
    private const string UppercaseLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Marks = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>The kinds of characters, without those excluded; empty ones left out.</summary>
    public IReadOnlyList<string> Kinds => [.. new[] { (Lowercase, LowercaseLetters), (Uppercase, UppercaseLetters), (Numbers, Digits), (Punctuation, Marks), (Space, " ") }
        .Where(k => k.Item1).Select(k => string.Concat(k.Item2.Where(c => !Excluded.Contains(c, StringComparison.Ordinal)))).Where(k => k.Length > 0)];
}

/// <summary>Makes a password from a wish and a source of chance.</summary>
public static class RandomPassword
{
    /// <param name="below">A number from 0 up to, not including, the one given; all equally likely.</param>
    /// <returns>Null when no character is left to choose, or fewer characters are asked for than kinds must be in it.</returns>
    public static string? Make(PasswordWish wish, Func<int, int> below)
    {
        var kinds = wish.Kinds;
        if (kinds.Count == 0 || (wish.EachType && kinds.Count > wish.Length)) return null;
        var all = string.Concat(kinds);
        var letters = new char[wish.Length];
        for (var i = 0; i < letters.Length; i++)
        {
            var from = wish.EachType && i < kinds.Count ? kinds[i] : all;
            letters[i] = from[below(from.Length)];
        }

        // Those of each kind came first; where they stand must tell nothing.
        for (var i = letters.Length - 1; i > 0; i--)
        {
            var other = below(i + 1);
            (letters[i], letters[other]) = (letters[other], letters[i]);
        }

        return new(letters);
    }
}
