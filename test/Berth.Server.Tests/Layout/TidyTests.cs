using System.Text.RegularExpressions;
using Berth.Testing;

namespace Berth.Server.Tests.Layout;

/// <summary>Rules of form that a reader would otherwise have to check by eye. Exceptions stand in .tidy-allow, each with its reason.</summary>
public sealed partial class TidyTests
{
    private const int LinesMax = 400;

    private static readonly string[] Folders = ["src", "test", "bench", "fuzz"];

    private static readonly HashSet<string> Exceptions =
        [.. File.ReadLines(Path.Combine(Repository.Root, ".tidy-allow")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ')[0])];

    [Fact]
    public void Files_are_small() => Assert.All(Sources(), file => Assert.True(File.ReadLines(file).Count() <= LinesMax, $"{file} has more than {LinesMax} lines: one file, one concept."));

    [Fact]
    public void Nothing_is_left_for_later_without_a_place_in_scope() => Assert.All(Sources(), file =>
    {
        var text = File.ReadAllText(file);
        Assert.All((string[])["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Thread." + "Sleep"], mark => Assert.DoesNotContain(mark, text, StringComparison.Ordinal));
    });

    /// <summary>Whoever filters or counts by id must not mistake one event for another.</summary>
    [Fact]
    public void Log_events_have_ids_of_their_own()
    {
        var uses = Sources().Where(f => f.StartsWith(Path.Combine(Repository.Root, "src"), StringComparison.Ordinal))
            .SelectMany(f => LogEvent().Matches(File.ReadAllText(f)).Select(m => (Id: m.Groups[1].Value, File: Path.GetFileName(f)))).ToList();
        Assert.NotEmpty(uses);
        Assert.Empty(uses.GroupBy(u => u.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(u => u.File))}"));
    }

    [Fact]
    public void Every_exception_still_exists() => Assert.All(Exceptions, file => Assert.True(File.Exists(Path.Combine(Repository.Root, file)), $".tidy-allow names {file}, which is gone."));

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex LogEvent();

    private static IEnumerable<string> Sources() =>
        from folder in Folders
        let root = Path.Combine(Repository.Root, folder)
        where Directory.Exists(root)
        from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/Wire/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !Exceptions.Contains(Path.GetRelativePath(Repository.Root, file))
        select file;
}
