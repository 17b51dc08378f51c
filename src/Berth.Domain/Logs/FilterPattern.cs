namespace Berth.Domain.Logs;

/// <summary>
/// A CloudWatch Logs filter pattern for unstructured events: all plain terms must occur, one of the <c>?</c> terms, none of the <c>-</c> terms; quotation marks keep blanks.
/// Source: CloudWatch Logs user guide, filter pattern syntax. JSON and column patterns are not read.
/// </summary>
public sealed class FilterPattern
{
    private readonly List<string> all = [];
    private readonly List<string> any = [];
    private readonly List<string> none = [];

    private FilterPattern()
    {
    }

    /// <returns>Null for a pattern that is malformed, or of a kind that is not read.</returns>
    public static FilterPattern? Parse(string text)
    {
        var pattern = new FilterPattern();
        var position = 0;
        while (position < text.Length)
        {
            if (text[position] == ' ')
            {
                position++;
                continue;
            }

            var target = text[position] switch { '?' => pattern.any, '-' => pattern.none, _ => pattern.all };
            if (target != pattern.all) position++;
            if (position >= text.Length || text[position] is '{' or '[' or '%') return null;
            if (ReadTerm(text, ref position) is not { Length: > 0 } term) return null;
            target.Add(term);
        }

        return pattern;
    }

    /// <summary>Terms are case-sensitive.</summary>
    public bool Matches(string message) =>
        all.TrueForAll(t => message.Contains(t, StringComparison.Ordinal)) &&
        (any.Count == 0 || any.Exists(t => message.Contains(t, StringComparison.Ordinal))) &&
        !none.Exists(t => message.Contains(t, StringComparison.Ordinal));

    private static string? ReadTerm(string text, ref int position)
    {
        if (text[position] != '"')
        {
            var blank = text.IndexOf(' ', position);
            var end = blank < 0 ? text.Length : blank;
            var word = text[position..end];
            position = end;
            return word.Contains('"', StringComparison.Ordinal) ? null : word;
        }

        var term = new System.Text.StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length) term.Append(text[++position]);
            else if (text[position] == '"')
            {
                position++;
                return term.ToString();
            }
            else term.Append(text[position]);
        }

        return null;
    }
}
