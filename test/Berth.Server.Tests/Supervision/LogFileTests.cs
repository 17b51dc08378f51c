using Berth.Server.Supervision;

namespace Berth.Server.Tests.Supervision;

public sealed class LogFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-log-").FullName;

    private string LogPath => Path.Combine(folder, "berth.log");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_long_log_goes_on_in_a_new_file_behind_the_same_descriptor_and_only_three_are_kept()
    {
        using var output = new FileStream(LogPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        var log = new LogFile(100, Descriptor(output));
        for (var i = 0; i < 50; i++)
        {
            output.Write(System.Text.Encoding.ASCII.GetBytes($"line {i:00} of thirty bytes length\n"));
            log.Keep();
        }

        Assert.Equal(["berth.log", "berth.log.1", "berth.log.2"], Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        var kept = new[] { LogPath + ".2", LogPath + ".1", LogPath }.SelectMany(File.ReadAllLines).Select(l => int.Parse(l[5..7], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(50 - kept.Count, kept.Count), kept);
        Assert.InRange(kept.Count, 7, 12);
    }

    [Fact]
    public void A_process_whose_log_another_one_renamed_follows()
    {
        using var mine = new FileStream(LogPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        mine.Write("old\n"u8);
        Assert.True(LogFile.Shift(LogPath, 1));
        File.WriteAllText(LogPath, "theirs\n");
        Assert.True(new LogFile(100, Descriptor(mine)).Keep());
        mine.Write("mine\n"u8);
        Assert.Equal(("old\n", "theirs\nmine\n"), (File.ReadAllText(LogPath + ".1"), File.ReadAllText(LogPath)));
    }

    [Fact]
    public void What_is_no_log_is_left_alone()
    {
        using var other = new FileStream(Path.Combine(folder, "other"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0);
        other.Write(new byte[1000]);
        Assert.False(new LogFile(100, Descriptor(other)).Keep());
    }

    private static int Descriptor(FileStream file) => (int)file.SafeFileHandle.DangerousGetHandle();
}
