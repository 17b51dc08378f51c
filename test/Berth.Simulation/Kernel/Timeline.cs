namespace Berth.Simulation.Kernel;

/// <summary>The run's one clock, and everything that is still to happen, in order of time and then of asking.</summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> queue = new();
    private long order;

    public DateTimeOffset Now { get; private set; } = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    public void In(TimeSpan delay, Action action) => At(Now + delay, action);

    public void At(DateTimeOffset at, Action action) => queue.Enqueue(action, (at, order++));

    /// <summary>Does the next thing that happens until <paramref name="end"/>.</summary>
    /// <returns>False when there is none; it is <paramref name="end"/> then.</returns>
    public bool Step(DateTimeOffset end)
    {
        if (!queue.TryPeek(out var action, out var next) || next.At > end)
        {
            if (Now < end) Now = end;
            return false;
        }

        queue.Dequeue();
        if (next.At > Now) Now = next.At;
        action();
        return true;
    }

    /// <summary>The machine was asleep: what should have happened meanwhile happens now, all at once.</summary>
    public void Jump(TimeSpan by) => Now += by;
}
