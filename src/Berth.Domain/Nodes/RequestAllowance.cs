namespace Berth.Domain.Nodes;

/// <summary>How many requests a task may still send to its endpoint: a bucket that fills steadily. Source: ECS agent, task metadata throttling: 40 a second, 60 at once.</summary>
/// <param name="Left">Requests, with the part of one that has come back already.</param>
/// <param name="At">When <paramref name="Left"/> was true.</param>
public readonly record struct RequestAllowance(double Left, DateTimeOffset At)
{
    public const double PerSecond = 40;
    public const double Burst = 60;

    public static RequestAllowance Full(DateTimeOffset now) => new(Burst, now);

    /// <summary>Asks for one request. A refused one costs nothing; a clock that goes back gives nothing.</summary>
    public (bool Granted, RequestAllowance Next) Take(DateTimeOffset now)
    {
        var elapsed = Math.Max(0, (now - At).TotalSeconds);
        var left = Math.Min(Burst, Left + (elapsed * PerSecond));
        return left >= 1 ? (true, new(left - 1, now)) : (false, new(left, now));
    }
}
