namespace Berth.Domain.Access;

/// <summary>
/// An ARN as Resource and the Arn operators compare it: part by part, so that a wildcard does not reach over a colon, but in the last part, which takes all that is left.
/// <c>*</c> alone is everything. Source: IAM user guide, Resource element and ARN condition operators.
/// </summary>
internal sealed class ArnPattern
{
    /// <summary>arn, partition, service, region, account, resource.</summary>
    private const int MaxParts = 6;

    /// <summary>Everything before the last part, with its colons, when it is plain text; null when it must be compared part by part.</summary>
    private readonly string? head;
    private readonly TextPattern[] parts;

    private ArnPattern(TextPattern[] parts)
    {
        this.parts = parts;
        var before = parts[..^1];
        head = Array.TrueForAll(before, p => p.Literal is not null) ? string.Concat(before.Select(p => p.Literal + ":")) : null;
    }

    /// <summary>The whole ARN, when it has neither wildcards nor variables.</summary>
    public string? Literal => head is not null && parts[^1].Literal is { } last ? head + last : null;

    public IEnumerable<string> Keys => parts.SelectMany(p => p.Keys);

    public static ArnPattern Of(string raw, bool withVariables) => new([.. Split(raw, withVariables).Select(p => TextPattern.Of(p, wildcards: true, withVariables))]);

    public bool Matches(ReadOnlySpan<char> arn, AccessKeys keys)
    {
        if (head is not null) return arn.StartsWith(head, StringComparison.Ordinal) && parts[^1].Matches(arn[head.Length..], keys);
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var colon = arn.IndexOf(':');
            if (colon < 0 || !parts[i].Matches(arn[..colon], keys)) return false;
            arn = arn[(colon + 1)..];
        }

        return parts[^1].Matches(arn, keys);
    }

    /// <summary>A colon within a variable parts nothing: <c>arn:aws:s3:::home/${aws:username}</c>.</summary>
    private static List<string> Split(string raw, bool withVariables)
    {
        var (parts, from) = (new List<string>(), 0);
        for (var i = 0; i < raw.Length && parts.Count < MaxParts - 1; i++)
        {
            if (withVariables && PolicyVariable.At(raw, i) is { } variable) i += variable.Length - 1;
            else if (raw[i] == ':')
            {
                parts.Add(raw[from..i]);
                from = i + 1;
            }
        }

        parts.Add(raw[from..]);
        return parts;
    }
}
