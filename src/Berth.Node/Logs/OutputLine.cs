using System.Globalization;

namespace Berth.Node.Logs;

/// <summary>A line of a container's output file. Sample: <c>2026-11-24T01:02:03.896980828+00:00 stdout F text</c>; P marks a piece of a line that goes on.</summary>
internal readonly record struct OutputLine(long Timestamp, bool Partial, string Text)
{
    public static OutputLine? Parse(string line)
    {
        var first = line.IndexOf(' ', StringComparison.Ordinal);
        if (first < 0) return null;
        var second = line.IndexOf(' ', first + 1);
        if (second < 0 || second + 2 > line.Length) return null;
        if (!DateTimeOffset.TryParse(line.AsSpan(0, first), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
        var text = second + 3 <= line.Length ? line[(second + 3)..] : "";
        return new(time.ToUnixTimeMilliseconds(), line[second + 1] == 'P', text);
    }
}
