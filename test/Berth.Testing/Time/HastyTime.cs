namespace Berth.Testing.Time;

/// <summary>The real clock, but that short timers are over at once and count as if they had been waited for. Longer ones run as they do.</summary>
public sealed class HastyTime : TimeProvider
{
    private long saved;

    /// <summary>What counts as short. Two seconds leave limits as they are.</summary>
    public TimeSpan ShortMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What was not waited for.</summary>
    public TimeSpan Saved => TimeSpan.FromTicks(Interlocked.Read(ref saved));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Saved;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Saved.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > ShortMax) return base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Add(ref saved, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
