namespace Berth.Testing.Time;

/// <summary>Waits for what others bring about: looks, and looks again at each signal that something changed. Fails with what it saw last.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<T> Become<T>(Func<Task<T>> look, Func<T, bool> wanted, params Signal[] signals)
    {
        while (true)
        {
            // Taken before looking: a change in between is not missed.
            var changed = Task.WhenAny(signals.Select(s => s.Next));
            var seen = await look();
            if (wanted(seen)) return seen;
            try
            {
                await changed.WaitAsync(Patience);
            }
            catch (TimeoutException silence)
            {
                throw new TimeoutException($"Nothing changed for {Patience.TotalSeconds} s. Last seen: {seen}", silence);
            }
        }
    }
}
