namespace Berth.Testing.Access;

/// <summary>A pattern as a list of what each place means. Null parts: a variable had no value, so nothing matches.</summary>
internal sealed class NaivePattern
{
    private readonly List<Token>? tokens;

    private NaivePattern(List<Token>? tokens) => this.tokens = tokens;

    private enum Kind
    {
        Letter,
        AnyOne,
        AnyText,
    }

    /// <param name="keys">For variables; null when there are none in this place or this version.</param>
    public static NaivePattern Of(string text, IReadOnlyDictionary<string, IReadOnlyList<string>>? keys, bool wild = true)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < text.Length; i++)
        {
            var end = keys is not null && text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{' ? text.IndexOf('}', i) : -1;
            if (end >= 0)
            {
                var name = text.Substring(i + 2, end - i - 2);
                var value = name is "*" or "?" or "$" ? name : Value(name, keys!);
                if (value is null) return new(null);
                tokens.AddRange(value.Select(c => new Token(Kind.Letter, c, FromVariable: true)));
                i = end;
            }
            else if (wild && text[i] == '*') tokens.Add(new(Kind.AnyText, '*', false));
            else if (wild && text[i] == '?') tokens.Add(new(Kind.AnyOne, '?', false));
            else tokens.Add(new(Kind.Letter, text[i], false));
        }

        return new(tokens);
    }

    public bool Matches(string actual) => tokens is not null && Matches(tokens, 0, actual, 0);

    /// <summary>Part by part; the last of at most six takes the rest.</summary>
    public bool MatchesArn(string actual)
    {
        if (tokens is null) return false;
        var parts = new List<List<Token>> { new() };
        foreach (var token in tokens)
        {
            if (token is { Kind: Kind.Letter, Letter: ':', FromVariable: false } && parts.Count < 6) parts.Add([]);
            else parts[^1].Add(token);
        }

        var actualParts = actual.Split(':', parts.Count);
        return actualParts.Length == parts.Count && parts.Zip(actualParts).All(p => Matches(p.First, 0, p.Second, 0));
    }

    private static bool Matches(List<Token> pattern, int at, string actual, int from)
    {
        if (at == pattern.Count) return from == actual.Length;
        if (pattern[at].Kind == Kind.AnyText) return Enumerable.Range(from, actual.Length - from + 1).Any(next => Matches(pattern, at + 1, actual, next));
        return from < actual.Length && (pattern[at].Kind == Kind.AnyOne || pattern[at].Letter == actual[from]) && Matches(pattern, at + 1, actual, from + 1);
    }

    private static string? Value(string inner, IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
    {
        var (name, otherwise) = (inner.Split(',')[0].Trim(), inner.Contains(',', StringComparison.Ordinal) ? inner[(inner.IndexOf(',', StringComparison.Ordinal) + 1)..].Trim().Trim('\'') : null);
        var values = keys.FirstOrDefault(k => k.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? [];
        return values.Count switch
        {
            0 => otherwise,
            1 => values[0],
            _ => null,
        };
    }

    private sealed record Token(Kind Kind, char Letter, bool FromVariable);
}
