using System.Text;
using Berth.Node.Logs;

namespace Berth.Fuzz.Tests.Node;

/// <summary>Output files are written by what runs in containers: any bytes, in pieces.</summary>
public sealed class OutputFuzz : IDisposable
{
    private const string Good = """
        2026-11-24T01:02:03.896980828+00:00 stdout F one
        2026-11-24T01:02:03.996980828+00:00 stderr P two, a piece
        2026-11-24T01:02:04.096980828+00:00 stdout F three
        2026-11-24T01:02:04.196980828+00:00 stderr F and its end
        2026-11-24T01:02:05.000000000+00:00 stdout F 日本語

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("berth-fuzz-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public Task A_line_is_read_or_passed_over() => Campaign.Run(dice => _ = OutputLine.Parse(Mutation.OfBytes(Encoding.UTF8.GetBytes(Good.Split('\n')[dice.Next(5)]), dice)));

    [Fact]
    public Task A_file_read_as_it_grows_gives_what_it_gives_when_it_is_whole() => Campaign.Run(
        dice =>
        {
            var bytes = Mutation.OfBytes(Encoding.UTF8.GetBytes(Good), dice);
            var whole = ReadAll(Path.Combine(folder, "whole"), [bytes]);
            var cuts = Enumerable.Range(0, dice.Next(4)).Select(_ => dice.Next(bytes.Length + 1)).Append(0).Append(bytes.Length).Order().ToList();
            var pieces = cuts.Zip(cuts.Skip(1), (from, to) => bytes[from..to]);
            var grown = ReadAll(Path.Combine(folder, "grown"), pieces);
            if (!whole.SequenceEqual(grown)) throw new InvalidOperationException($"{string.Join('|', whole)} but in pieces {string.Join('|', grown)}");
        },
        share: 5);

    private static List<string> ReadAll(string path, IEnumerable<byte[]> pieces)
    {
        File.Delete(path);
        var reader = new OutputReader(new OutputSegments(path), OutputPosition.Start);
        var all = new List<string>();
        foreach (var piece in pieces)
        {
            using (var file = new FileStream(path, FileMode.Append)) file.Write(piece);
            all.AddRange(reader.Next(last: false).Select(e => e.Message));
        }

        while (reader.Next(last: true) is { Count: > 0 } rest) all.AddRange(rest.Select(e => e.Message));
        return all;
    }
}
