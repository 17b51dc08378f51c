using Berth.Testing.Time;

namespace Berth.Storage.Tests;

public sealed class DiskGuardTests
{
    private readonly ShiftedTime clock = new();
    private long free = DiskGuard.FreeBytesMin;

    [Fact]
    public void New_work_is_refused_in_plain_words_until_there_is_room_again()
    {
        var guard = new DiskGuard("/data", () => free, clock);
        guard.Check();
        free = DiskGuard.FreeBytesMin - 1;
        clock.Ahead += TimeSpan.FromSeconds(1);
        var refusal = Assert.Throws<StoreFullException>(guard.Check);
        Assert.Contains("the disk of /data is full, 63 MiB are free and new work needs 64 MiB.", refusal.Message, StringComparison.Ordinal);
        free = DiskGuard.FreeBytesMin;
        clock.Ahead += TimeSpan.FromSeconds(1);
        guard.Check();
    }

    [Fact]
    public void It_asks_a_real_file_system() => DiskGuard.Of(Path.GetTempPath(), clock).Check();
}
