namespace Berth.Domain.Deployments;

/// <summary>
/// How long a service waits before it tries again to start tasks that never reach RUNNING. ECS tells the cap and not the curve: ours doubles from ten seconds. Source: ECS developer guide,
/// service throttle logic.
/// </summary>
public static class StartThrottling
{
    public static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(27);

    /// <summary>From this many tries in a row on, the service says that it cannot start tasks consistently.</summary>
    public const int ImpairedAfter = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    /// <summary>A task ended that never reached RUNNING. All tasks of one try that fail are one failure, however many they are.</summary>
    public static StartThrottle Failed(StartThrottle throttle, DateTimeOffset createdAt, DateTimeOffset endedAt) =>
        throttle.Since is { } since && createdAt <= since ? throttle : new(throttle.Rounds + 1, endedAt);

    /// <returns>When the next try may be made; null for at once. The first failure is tried again at once.</returns>
    public static DateTimeOffset? NextTryAt(StartThrottle throttle) => throttle is { Rounds: > 1, Since: { } since } ? since + Delay(throttle.Rounds) : null;

    private static TimeSpan Delay(int rounds)
    {
        var delay = First * Math.Pow(2, Math.Min(rounds - 2, 20));
        return delay < DelayMax ? delay : DelayMax;
    }
}
