using System.Diagnostics;

namespace Berth.Testing.Time;

/// <summary>Waits for what other threads bring about: looks again and again, and fails with what it saw last.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<T> Become<T>(Func<Task<T>> look, Func<T, bool> wanted)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (wanted(seen)) return seen;
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException($"Not so after {Patience.TotalSeconds} s. Last seen: {seen}");
            await Task.Delay(10);
        }
    }
}
