namespace Berth.Domain.Kernel;

/// <summary>A bucket that fills steadily: whoever takes one at a time is granted so many at once, and so many a second. Pure; what is left is the caller's to keep.</summary>
/// <param name="Burst">As many as the bucket holds.</param>
public sealed record TokenBucket(double PerSecond, double Burst)
{
    public Tokens Full(DateTimeOffset now) => new(Burst, now);

    /// <summary>Asks for one, or for several at once: all or none. What is refused costs nothing; a clock that goes back gives nothing.</summary>
    public (bool Granted, Tokens Next) Take(Tokens tokens, DateTimeOffset now, int count = 1)
    {
        var left = LeftAt(tokens, now);
        return left >= count ? (true, new(left - count, now)) : (false, new(left, now));
    }

    /// <summary>Nothing need be remembered of its owner: it is as one that never asked.</summary>
    public bool IsFull(Tokens tokens, DateTimeOffset now) => LeftAt(tokens, now) >= Burst;

    private double LeftAt(Tokens tokens, DateTimeOffset now) => Math.Min(Burst, tokens.Left + (Math.Max(0, (now - tokens.At).TotalSeconds) * PerSecond));
}

/// <summary>What is in a bucket.</summary>
/// <param name="Left">With the part of one that has come back already.</param>
/// <param name="At">When <paramref name="Left"/> was true.</param>
public readonly record struct Tokens(double Left, DateTimeOffset At);
