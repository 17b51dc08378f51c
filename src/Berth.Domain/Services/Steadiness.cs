namespace Berth.Domain.Services;

/// <summary>Whether a service is steady, and what it says of that and of what is wrong.</summary>
internal static class Steadiness
{
    /// <param name="events">Gets what is said, last what is wrong, then that it is steady.</param>
    public static ServiceRecord Settle(ServiceRecord service, bool steady, IEnumerable<(string Kind, string Message)> wrong, DateTimeOffset now, List<string> events)
    {
        var (standing, said) = StandingEvents.Settle(service.Standing, wrong, now);
        events.AddRange(said);
        if (!steady) return service with { Steady = false, Standing = standing };
        if (service.Steady && now - service.SteadySaidAt < StandingEvents.SaidAgainAfter) return service with { Standing = standing };
        events.Add(ServiceEventTexts.Steady(service.Name));
        return service with { Steady = true, SteadySaidAt = now, Standing = standing };
    }
}
