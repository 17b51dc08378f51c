namespace Berth.Testing.Time;

/// <summary>The real clock, set forward: timers run as they do, only what they say of the time changes.</summary>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
