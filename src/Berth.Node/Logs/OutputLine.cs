using System.Globalization;
using System.Text;

namespace Berth.Node.Logs;

/// <summary>
/// A line of a container's output file. Sample: <c>2026-11-24T01:02:03.896980828+00:00 stdout F text</c>; P marks a piece of a line that goes on.
/// The text stays bytes: a piece may end in the middle of a letter.
/// </summary>
/// <param name="Stream">stdout or stderr.</param>
internal readonly record struct OutputLine(long Timestamp, string Stream, bool Partial, ReadOnlyMemory<byte> Text)
{
    private const byte Blank = (byte)' ';

    public static OutputLine? Parse(ReadOnlyMemory<byte> line)
    {
        var bytes = line.Span;
        var first = bytes.IndexOf(Blank);
        if (first < 0) return null;
        var length = bytes[(first + 1)..].IndexOf(Blank);
        var mark = first + 1 + length + 1;
        if (length < 0 || mark >= bytes.Length) return null;
        if (!DateTimeOffset.TryParse(Encoding.ASCII.GetString(bytes[..first]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
        return new(time.ToUnixTimeMilliseconds(), Encoding.ASCII.GetString(bytes.Slice(first + 1, length)), bytes[mark] == (byte)'P', mark + 2 <= bytes.Length ? line[(mark + 2)..] : ReadOnlyMemory<byte>.Empty);
    }
}
