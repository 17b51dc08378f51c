using System.Globalization;

namespace Berth.Node.Logs;

/// <summary>A place in a container's output: files are numbered from 1 in the order in which they were written.</summary>
internal readonly record struct OutputPosition(long File, long Offset) : IComparable<OutputPosition>
{
    public static readonly OutputPosition Start = new(1, 0);

    public int CompareTo(OutputPosition other) => (File, Offset).CompareTo((other.File, other.Offset));
}

/// <param name="Closed">Nothing is written to it any more.</param>
internal readonly record struct OutputSegment(long Number, string Path, long Bytes, bool Closed);

/// <summary>
/// The files of a container's output. <c>ID.log</c> is being written; a rotation renames it to <c>ID.log.0000000007</c>, to which the monitor writes on until it has opened a new <c>ID.log</c>:
/// only when there is a later file is an earlier one closed.
/// </summary>
/// <param name="path">Of the file that is being written.</param>
internal sealed class OutputSegments(string path)
{
    private const int Digits = 10;

    /// <summary>Only we rename and delete, so the directory is read once.</summary>
    private List<(long Number, string Path)> rotated = Rotated(path);

    /// <summary>What a file that is being written is renamed to.</summary>
    public static string RotatedPath(string path, long number) => path + "." + number.ToString("D10", CultureInfo.InvariantCulture);

    /// <param name="known">Delivered up to here: tells the number of the file that is being written when no earlier one is left.</param>
    public IReadOnlyList<OutputSegment> List(OutputPosition known)
    {
        var current = new FileInfo(path);
        var segments = rotated.Select((r, i) => new OutputSegment(r.Number, r.Path, Length(r.Path), i < rotated.Count - 1 || current.Exists)).ToList();
        if (current.Exists) segments.Add(new(NumberOfCurrent(known), path, current.Length, Closed: false));
        return segments;
    }

    /// <summary>A new file was asked for, and the monitor has not opened it yet.</summary>
    public bool IsRotating => rotated.Count > 0 && !File.Exists(path);

    /// <summary>What the file that is being written is called once it is closed.</summary>
    public string ClosedPath(OutputPosition known) => RotatedPath(path, IsRotating ? rotated[^1].Number : NumberOfCurrent(known));

    /// <summary>Looks for files anew: one was renamed.</summary>
    public void Refresh() => rotated = Rotated(path);

    public static long BytesAfter(IReadOnlyList<OutputSegment> segments, OutputPosition position) =>
        segments.Sum(s => s.Number > position.File ? s.Bytes : s.Number == position.File ? Math.Max(0, s.Bytes - position.Offset) : 0);

    /// <summary>Deletes closed files whose lines are delivered, or dropped and read past.</summary>
    /// <param name="delivered">Kept on disk: where another process goes on.</param>
    /// <param name="read">Everything between was dropped.</param>
    public void Delete(OutputPosition delivered, OutputPosition read)
    {
        if (rotated.Count == 0) return;

        // The newest of the dropped stays until it is behind the bookmark: it tells the number of the next.
        var newest = rotated[^1].Number;
        var gone = rotated.Where(r => r.Number < delivered.File || (r.Number > delivered.File && r.Number < read.File && r.Number != newest)).ToList();
        foreach (var (_, file) in gone) File.Delete(file);
        rotated = [.. rotated.Except(gone)];
    }

    private static long Length(string file) => new FileInfo(file) is { Exists: true } found ? found.Length : 0;

    private long NumberOfCurrent(OutputPosition known) => rotated.Count > 0 ? rotated[^1].Number + 1 : known.File;

    private static List<(long Number, string Path)> Rotated(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(directory)) return [];
        return [.. Directory.EnumerateFiles(directory, Path.GetFileName(path) + ".*").Select(file => (Number: Number(file), Path: file)).Where(r => r.Number > 0).OrderBy(r => r.Number)];
    }

    private static long Number(string file)
    {
        var extension = Path.GetExtension(file.AsSpan());
        return extension.Length == Digits + 1 && long.TryParse(extension[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
