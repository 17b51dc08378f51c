using Berth.Node.Logs;
using CsCheck;

namespace Berth.Node.Tests.Logs;

public sealed class OutputReaderTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Whole_lines_are_given_and_the_position_goes_on()
    {
        var reader = Open();
        Write("2026-05-01T09:00:00.001+00:00 stdout F one\n2026-05-01T09:00:00.002+00:00 stderr F tw");
        Assert.Equal([(1777626000001, "one")], reader.Next(last: false));
        Write("o\n");
        Assert.Equal([(1777626000002, "two")], reader.Next(last: false));
        Assert.Empty(reader.Next(last: false));
    }

    [Fact]
    public void Pieces_are_joined_and_a_last_piece_without_its_end_is_given_at_the_end()
    {
        var reader = Open();
        Write("2026-05-01T09:00:00.001+00:00 stdout P long \n2026-05-01T09:00:00.002+00:00 stdout F line\n2026-05-01T09:00:00.003+00:00 stdout P rest\n");
        Assert.Equal(["long line"], reader.Next(last: false).Select(e => e.Message));
        Assert.Empty(reader.Next(last: false));
        Assert.Equal(["rest"], reader.Next(last: true).Select(e => e.Message));
    }

    [Fact]
    public void An_empty_line_is_a_blank_and_time_never_steps_back()
    {
        Write("2026-05-01T09:00:00.005+00:00 stdout F \n2026-05-01T09:00:00.001+00:00 stdout F later\n");
        Assert.Equal([(1777626000005, " "), (1777626000005, "later")], Open().Next(last: false));
    }

    [Fact]
    public void A_batch_is_never_more_than_one_request_takes()
    {
        Write(string.Concat(Enumerable.Repeat("2026-05-01T09:00:00.001+00:00 stdout F " + new string('x', 1000) + "\n", 2000)));
        var reader = Open();
        var (count, batches) = (0, 0);
        while (reader.Next(last: false) is { Count: > 0 } batch)
        {
            Assert.True(batch.Sum(e => e.Message.Length + 26) <= 1_048_576);
            (count, batches) = (count + batch.Count, batches + 1);
        }

        Assert.Equal(2000, count);
        Assert.InRange(batches, 3, 5);
    }

    [Fact]
    public void However_the_file_grows_every_line_comes_once_and_in_order() => Gen.Select(Gen.String.AlphaNumeric.List[1, 20], Gen.Int[1, 60]).Sample((lines, piece) =>
    {
        File.WriteAllText(path, "");
        var text = string.Concat(lines.Select(l => $"2026-05-01T09:00:00.001+00:00 stdout F {l}\n"));
        var reader = Open();
        var seen = new List<string>();
        for (var i = 0; i < text.Length; i += piece)
        {
            Write(text[i..Math.Min(text.Length, i + piece)]);
            seen.AddRange(reader.Next(last: false).Select(e => e.Message));

            // As a restarted node would: from where the last one was.
            reader = new OutputReader(new OutputSegments(path), reader.Position);
        }

        Assert.Equal(lines.Select(l => l.Length == 0 ? " " : l), seen);
    }, iter: 50, threads: 1);

    [Fact]
    public void A_letter_cut_in_two_is_whole_again_and_streams_do_not_mix()
    {
        var letter = System.Text.Encoding.UTF8.GetBytes("港");
        byte[] text =
        [
            .. "2026-05-01T09:00:00.001+00:00 stdout P a"u8, letter[0], (byte)'\n',
            .. "2026-05-01T09:00:00.002+00:00 stderr F error\n"u8,
            .. "2026-05-01T09:00:00.003+00:00 stdout F "u8, letter[1], letter[2], (byte)'\n',
        ];
        File.WriteAllBytes(path, text);
        Assert.Equal(["error", "a港"], Open().Next(last: false).Select(e => e.Message));
    }

    [Fact]
    public void What_waits_for_its_end_is_read_again_by_the_next_process()
    {
        Write("2026-05-01T09:00:00.001+00:00 stdout P half\n2026-05-01T09:00:00.002+00:00 stderr F done\n");
        var reader = Open();
        Assert.Equal(["done"], reader.Next(last: false).Select(e => e.Message));
        Assert.Equal(OutputPosition.Start, reader.Position);
        Write("2026-05-01T09:00:00.003+00:00 stdout F whole\n");
        Assert.Equal(["halfwhole"], reader.Next(last: false).Select(e => e.Message));
        Assert.Equal(new OutputPosition(1, new FileInfo(path).Length), reader.Position);
    }

    [Fact]
    public void A_backlog_of_days_comes_in_batches_that_span_less_than_one()
    {
        Write("2026-05-01T09:00:00.001+00:00 stdout F friday\n2026-05-04T09:00:00.001+00:00 stdout F monday\n");
        var reader = Open();
        Assert.Equal(["friday"], reader.Next(last: false).Select(e => e.Message));
        Assert.Equal(["monday"], reader.Next(last: false).Select(e => e.Message));
    }

    [Fact]
    public void A_line_that_is_none_is_skipped()
    {
        Write("garbage\n2026-05-01T09:00:00.001+00:00 stdout F good\n");
        Assert.Equal(["good"], Open().Next(last: false).Select(e => e.Message));
    }

    private OutputReader Open() => new(new OutputSegments(path), OutputPosition.Start);

    private void Write(string text) => File.AppendAllText(path, text);
}
