namespace Berth.Node.Agent;

/// <summary>Wakes the telemetry when a container's health has changed; what it is now, the tasks say themselves.</summary>
internal sealed class HealthNews
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change. Take it before looking: a change in between is not missed.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Raise() => Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
