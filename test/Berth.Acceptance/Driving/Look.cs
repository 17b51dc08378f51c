using System.Diagnostics;

namespace Berth.Acceptance.Driving;

/// <summary>Waits for what another program brings about, which has no signal that a test could await: looks again and again, and answers what it saw last.</summary>
internal static class Look
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <param name="patience">A minute and a half when nothing is said.</param>
    /// <param name="between">From one look to the next; 50 ms when nothing is said.</param>
    public static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> wanted, TimeSpan? patience = null, TimeSpan? between = null)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(between ?? Between);
        while (true)
        {
            var seen = await look();
            if (wanted(seen) || Stopwatch.GetElapsedTime(started) > (patience ?? Patience)) return seen;
            await timer.WaitForNextTickAsync();
        }
    }
}
