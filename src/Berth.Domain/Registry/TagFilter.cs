namespace Berth.Domain.Registry;

/// <summary>Patterns of tags, in which <c>*</c> stands for any number of characters. Sample: <c>release-*</c>.</summary>
public static class TagFilter
{
    public static bool Matches(string pattern, string tag)
    {
        // The last star seen, and how much of the tag it stands for so far: on a mismatch it takes one more.
        var (p, t, star, taken) = (0, 0, -1, 0);
        while (t < tag.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, taken, p) = (p, t, p + 1);
            else if (p < pattern.Length && pattern[p] == tag[t]) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (taken, t, p) = (taken + 1, taken + 1, star + 1);
            else return false;
        }

        return pattern.AsSpan(p).IndexOfAnyExcept('*') < 0;
    }

    public static int Wildcards(string pattern) => pattern.Count(c => c == '*');
}
