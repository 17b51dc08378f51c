namespace Berth.Domain.Services;

/// <summary>
/// What is wrong with a service is said once, and again only when it is still so after six hours, or after it was mended meanwhile. Source: ECS developer guide, service event messages.
/// </summary>
public static class StandingEvents
{
    public static readonly TimeSpan SaidAgainAfter = TimeSpan.FromHours(6);

    /// <summary>Kept with the service: what is beyond is not said.</summary>
    public const int Max = 100;

    /// <param name="standing">What was said before.</param>
    /// <param name="wrong">What is wrong now: kind and text, in the order in which it is said.</param>
    /// <returns>What stands from now on (the same list when nothing changed), and the texts to say.</returns>
    public static (IReadOnlyList<StandingEvent> Standing, IReadOnlyList<string> Said) Settle(IReadOnlyList<StandingEvent> standing, IEnumerable<(string Kind, string Message)> wrong, DateTimeOffset now)
    {
        var known = standing.ToDictionary(s => s.Kind, StringComparer.Ordinal);
        var said = new List<string>();
        var next = new List<StandingEvent>();
        foreach (var (kind, message) in wrong.DistinctBy(w => w.Kind, StringComparer.Ordinal).Take(Max))
        {
            if (known.TryGetValue(kind, out var old) && now - old.SaidAt < SaidAgainAfter) next.Add(old);
            else
            {
                next.Add(new(kind, message, now));
                said.Add(message);
            }
        }

        return (next.SequenceEqual(standing) ? standing : next, said);
    }
}
