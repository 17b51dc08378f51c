using CsCheck;

namespace Berth.Node.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-journal-").FullName;

    private string File => Path.Combine(folder, "a.journal");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Whatever was written, rewritten, deleted and opened again, it holds what a dictionary would.</summary>
    [Fact]
    public void It_holds_what_was_written_last() => Gen.Select(Gen.Int[0, 5], Gen.String[Gen.Char, 0, 40], Gen.Int[0, 9]).List[0, 60].Sample(
        steps =>
        {
            var path = Path.Combine(folder, Path.GetRandomFileName());
            var wanted = new Dictionary<string, string>();
            var journal = Journal.Open(path);
            foreach (var (key, text, what) in steps)
            {
                switch (what)
                {
                    case 0:
                        journal.Dispose();
                        journal = Journal.Open(path);
                        break;
                    case 1 or 2:
                        journal.Delete($"k{key}");
                        wanted.Remove($"k{key}");
                        break;
                    default:
                        journal.Write($"k{key}", new Value(text));
                        wanted[$"k{key}"] = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
                        break;
                }
            }

            Assert.Equal(wanted.Keys.Order(), journal.Keys.Order());
            Assert.All(wanted, w => Assert.Equal(w.Value, journal.Read<Value>(w.Key)!.Text));
            journal.Dispose();
        },
        iter: 300, threads: 1);

    [Fact]
    public void A_line_that_was_cut_in_two_is_dropped_and_what_follows_it_is_whole()
    {
        using (var journal = Journal.Open(File))
        {
            journal.Write("a", new Value("first"));
            journal.Write("b", new Value("second"));
        }

        using (var half = new FileStream(File, FileMode.Open)) half.SetLength(half.Length - 4);
        using (var journal = Journal.Open(File))
        {
            Assert.Equal(["a"], journal.Keys);
            journal.Write("c", new Value("third"));
        }

        using var again = Journal.Open(File);
        Assert.Equal(["a", "c"], again.Keys.Order());
        Assert.Equal("third", again.Read<Value>("c")!.Text);
    }

    [Fact]
    public void It_does_not_grow_for_ever()
    {
        var text = new string('x', 1 << 20);
        using (var journal = Journal.Open(File))
        {
            journal.Write("kept", new Value("small"));
            for (var i = 0; i < 100; i++) journal.Write("busy", new Value(text + i));
            Assert.Equal("small", journal.Read<Value>("kept")!.Text);
        }

        Assert.InRange(new FileInfo(File).Length, 1, 20 << 20);
        using var again = Journal.Open(File);
        Assert.Equal((text + 99, "small"), (again.Read<Value>("busy")!.Text, again.Read<Value>("kept")!.Text));
    }

    private sealed record Value(string Text);
}
