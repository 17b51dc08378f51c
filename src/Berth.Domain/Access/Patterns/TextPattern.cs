namespace Berth.Domain.Access;

/// <summary>
/// Text of a policy, compiled once: <c>*</c> stands for any text and <c>?</c> for any one character where wildcards count, and <c>${KEY}</c> for the value of a key where variables do.
/// A variable's value is plain text, whatever is in it.
/// </summary>
internal sealed class TextPattern
{
    // Two noncharacters stand for the wildcards, so that a literal * (written ${*}) needs no escape. What comes from outside and holds one of them never matches.
    private const char AnyText = '\uFFFE';
    private const char AnyCharacter = '\uFFFF';

    /// <summary>Expanded patterns up to this length need no allocation.</summary>
    private const int StackLength = 512;

    private static readonly (int, PolicyVariable)[] NoVariables = [];

    private readonly string text;
    private readonly (int At, PolicyVariable Variable)[] variables;
    private readonly bool ignoreCase;
    private readonly Shape shape;

    private TextPattern(string text, (int, PolicyVariable)[] variables, bool ignoreCase)
    {
        (this.text, this.variables, this.ignoreCase) = (text, variables, ignoreCase);
        var wildcard = text.AsSpan().IndexOfAny(AnyText, AnyCharacter);
        shape = variables.Length > 0 ? Shape.Varying
            : wildcard < 0 ? Shape.Literal
            : wildcard == text.Length - 1 && text[wildcard] == AnyText ? Shape.Prefix
            : Shape.Wild;
    }

    private enum Shape
    {
        Literal,
        Prefix,
        Wild,
        Varying,
    }

    /// <summary>The whole text, when it has neither wildcards nor variables.</summary>
    public string? Literal => shape == Shape.Literal ? text : null;

    public IEnumerable<string> Keys => variables.Select(v => v.Variable.Key);

    public static TextPattern Of(string raw, bool wildcards, bool withVariables, bool ignoreCase = false)
    {
        var (built, found) = (new System.Text.StringBuilder(raw.Length), new List<(int, PolicyVariable)>());
        for (var i = 0; i < raw.Length; i++)
        {
            if (withVariables && PolicyVariable.At(raw, i) is { } variable)
            {
                if (variable.Special is { } special) built.Append(special);
                else found.Add((built.Length, variable));
                i += variable.Length - 1;
            }
            else
            {
                built.Append(raw[i] switch
                {
                    '*' when wildcards => AnyText,
                    '?' when wildcards => AnyCharacter,
                    AnyText or AnyCharacter => '\uFFFD',
                    var plain => plain,
                });
            }
        }

        return new(built.ToString(), found.Count == 0 ? NoVariables : [.. found], ignoreCase);
    }

    public bool Matches(ReadOnlySpan<char> actual, AccessKeys keys) => shape switch
    {
        Shape.Literal => ignoreCase ? actual.Equals(text, StringComparison.OrdinalIgnoreCase) : actual.SequenceEqual(text),
        Shape.Prefix => actual.StartsWith(text.AsSpan(0, text.Length - 1), ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal),
        Shape.Wild => Matches(text, actual),
        Shape.Varying => MatchesExpanded(actual, keys),
        _ => throw new ArgumentOutOfRangeException(nameof(actual), shape, "A shape that is not matched is a bug."),
    };

    /// <summary>A pattern with a variable that has no value, or several, matches nothing.</summary>
    private bool MatchesExpanded(ReadOnlySpan<char> actual, AccessKeys keys)
    {
        var length = text.Length;
        foreach (var (_, variable) in variables)
        {
            if (variable.Value(keys) is not { } value || value.AsSpan().ContainsAny(AnyText, AnyCharacter)) return false;
            length += value.Length;
        }

        Span<char> expanded = length <= StackLength ? stackalloc char[StackLength] : new char[length];
        var (from, to) = (0, 0);
        foreach (var (at, variable) in variables)
        {
            text.AsSpan(from, at - from).CopyTo(expanded[to..]);
            to += at - from;
            from = at;
            var value = variable.Value(keys)!;
            value.CopyTo(expanded[to..]);
            to += value.Length;
        }

        text.AsSpan(from).CopyTo(expanded[to..]);
        return Matches(expanded[..length], actual);
    }

    private bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> actual)
    {
        var (at, position, star, tried) = (0, 0, -1, 0);
        while (at < actual.Length)
        {
            if (position < pattern.Length && pattern[position] == AnyText) (star, tried) = (position++, at);
            else if (position < pattern.Length && (pattern[position] == AnyCharacter || Same(pattern[position], actual[at]))) (at, position) = (at + 1, position + 1);
            else if (star < 0) return false;
            else (at, position) = (++tried, star + 1); // The last star takes one letter more.
        }

        return pattern[position..].TrimStart(AnyText).IsEmpty;
    }

    private bool Same(char one, char other) => one == other || (ignoreCase && char.ToUpperInvariant(one) == char.ToUpperInvariant(other));
}
