namespace Berth.Domain.Simulation;

/// <summary>What was done to a simulated container since its start.</summary>
/// <param name="StopSignal">The first signal that asked it to stop; 0 for none.</param>
/// <param name="StopAskedAt">Means something with a signal only.</param>
/// <param name="KilledAt">By SIGKILL; null when it was not.</param>
public readonly record struct SimulatedPast(DateTimeOffset StartedAt, int StopSignal = 0, DateTimeOffset StopAskedAt = default, DateTimeOffset? KilledAt = null);

/// <summary>How a simulated container stands at one moment.</summary>
public abstract record SimulatedMoment
{
    /// <param name="EndsAt">When it ends if nothing more is done to it; null for never.</param>
    public sealed record Runs(DateTimeOffset? EndsAt) : SimulatedMoment;

    public sealed record Ended(int ExitCode, bool OutOfMemory, DateTimeOffset At) : SimulatedMoment;
}

/// <summary>Chooses whether and how a simulated container has ended: of several causes the earliest. Pure, so that a server that was away finds what happened meanwhile.</summary>
public static class SimulatedLifeDecider
{
    public static SimulatedMoment Decide(SimulatedLife life, SimulatedPast past, DateTimeOffset now)
    {
        var ends = Causes(life, past).OrderBy(e => e.At).FirstOrDefault();
        return ends is null ? new SimulatedMoment.Runs(null) : ends.At <= now ? ends : new SimulatedMoment.Runs(ends.At);
    }

    /// <returns>Whether its health check passes.</returns>
    public static bool IsHealthy(SimulatedLife life, DateTimeOffset startedAt, DateTimeOffset now)
    {
        var healthy = true;
        foreach (var turn in life.Health)
            if (startedAt + turn.After <= now) healthy = turn.Healthy;
        return healthy;
    }

    private static IEnumerable<SimulatedMoment.Ended> Causes(SimulatedLife life, SimulatedPast past)
    {
        if (life.EndsAfter is { } own) yield return new(life.ExitCode, life.OutOfMemory, past.StartedAt + own);
        if (past.StopSignal > 0 && life.StopsAfter is { } delay) yield return new(life.StopCode ?? 128 + past.StopSignal, false, past.StopAskedAt + delay);
        if (past.KilledAt is { } killed) yield return new(SimulatedLife.KilledCode, false, killed);
    }
}
