namespace Berth.Domain.Network;

/// <summary>
/// How many questions an interface may still send to its VPC's resolver: a bucket that fills steadily. What is beyond is dropped without a word. Source: VPC user guide, DNS quotas: 1024
/// packets per second for each network interface, which cannot be raised.
/// </summary>
/// <param name="Left">Questions, with the part of one that has come back already.</param>
/// <param name="At">When <paramref name="Left"/> was true.</param>
public readonly record struct QueryAllowance(double Left, DateTimeOffset At)
{
    public const double PerSecond = 1024;

    public static QueryAllowance Full(DateTimeOffset now) => new(PerSecond, now);

    /// <summary>Asks for one question. A refused one costs nothing; a clock that goes back gives nothing.</summary>
    public (bool Granted, QueryAllowance Next) Take(DateTimeOffset now)
    {
        var left = LeftAt(now);
        return left >= 1 ? (true, new(left - 1, now)) : (false, new(left, now));
    }

    /// <summary>Nothing is remembered of it any more: it is as one that never asked.</summary>
    public bool IsFull(DateTimeOffset now) => LeftAt(now) >= PerSecond;

    private double LeftAt(DateTimeOffset now) => Math.Min(PerSecond, Left + (Math.Max(0, (now - At).TotalSeconds) * PerSecond));
}
