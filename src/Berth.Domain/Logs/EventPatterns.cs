using System.Text;
using System.Text.RegularExpressions;

namespace Berth.Domain.Logs;

/// <summary>What begins an event of several lines. The expressions are users' own: no look-around and no references back, as in docker's driver, so that time rises only with the length of a line.</summary>
public static class EventPatterns
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Conversions of strftime that awslogs-datetime-format knows. Source: Amazon ECS developer guide, awslogs-datetime-format.</summary>
    private static readonly Dictionary<char, string> Conversions = new()
    {
        ['a'] = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
        ['A'] = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
        ['w'] = "[0-6]",
        ['d'] = "(?:0[1-9]|[12][0-9]|3[01])",
        ['b'] = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
        ['B'] = "(?:January|February|March|April|May|June|July|August|September|October|November|December)",
        ['m'] = "(?:0[1-9]|1[0-2])",
        ['Y'] = "[0-9]{4}",
        ['y'] = "[0-9]{2}",
        ['H'] = "(?:[01][0-9]|2[0-3])",
        ['I'] = "(?:0[1-9]|1[0-2])",
        ['p'] = "[AP]M",
        ['M'] = "[0-5][0-9]",
        ['S'] = "[0-5][0-9]",
        ['L'] = @"\.[0-9]{3}",
        ['f'] = "[0-9]{6}",
        ['z'] = "[+-][0-9]{4}",
        ['Z'] = "[A-Z]{1,4}T",
        ['j'] = "(?:[0-2][0-9][0-9]|3[0-5][0-9]|36[0-6])",
    };

    /// <summary>From awslogs-multiline-pattern or awslogs-datetime-format.</summary>
    /// <returns>Null when neither is given.</returns>
    /// <exception cref="ArgumentException">It is no regular expression, or needs what none here may.</exception>
    public static Regex? Read(string? multilinePattern, string? datetimeFormat)
    {
        if ((multilinePattern ?? (datetimeFormat is null ? null : OfDatetime(datetimeFormat))) is not { } pattern) return null;
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (NotSupportedException needsMore)
        {
            throw new ArgumentException($"'{pattern}' uses what the driver's regular expressions do not have: {needsMore.Message}", needsMore);
        }
    }

    /// <summary>What stands between the conversions is an expression already: <c>\[%b %d, %Y %H:%M:%S\]</c>.</summary>
    private static string OfDatetime(string format)
    {
        var pattern = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && i + 1 < format.Length && Conversions.TryGetValue(format[i + 1], out var conversion))
            {
                pattern.Append(conversion);
                i++;
            }
            else pattern.Append(format[i]);
        }

        return pattern.ToString();
    }
}
