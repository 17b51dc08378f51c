namespace Berth.Storage;

/// <summary>Refuses new work before the disk is full: what runs must still be able to write down how it goes on.</summary>
/// <param name="directory">On the disk in question.</param>
/// <param name="freeBytes">What is free there.</param>
public sealed class DiskGuard(string directory, Func<long> freeBytes, TimeProvider clock)
{
    /// <summary>Less than this free, and nothing new is taken in.</summary>
    public const long FreeBytesMin = 64L << 20;

    /// <summary>Asking the file system for every log line would be much.</summary>
    private static readonly TimeSpan AskedFor = TimeSpan.FromMilliseconds(500);

    private Answer last = new(long.MaxValue, DateTimeOffset.MinValue);

    public static DiskGuard Of(string directory, TimeProvider clock)
    {
        var disk = new DriveInfo(directory);
        return new(directory, () => disk.AvailableFreeSpace, clock);
    }

    /// <exception cref="StoreFullException">In words that an operator understands.</exception>
    public void Check()
    {
        var known = Volatile.Read(ref last);
        var now = clock.GetUtcNow();
        if (now - known.AskedAt >= AskedFor) Volatile.Write(ref last, known = new(freeBytes(), now));
        if (known.FreeBytes is var free and < FreeBytesMin)
            throw new StoreFullException($"the disk of {directory} is full, {free >> 20} MiB are free and new work needs {FreeBytesMin >> 20} MiB. What runs goes on; free some space, and this will work again.");
    }

    private sealed record Answer(long FreeBytes, DateTimeOffset AskedAt);
}
