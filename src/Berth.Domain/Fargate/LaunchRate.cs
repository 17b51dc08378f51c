using Berth.Domain.Kernel;

namespace Berth.Domain.Fargate;

/// <summary>How fast an account may launch Fargate tasks. Source: service quotas of Fargate, launch rate.</summary>
public static class LaunchRate
{
    /// <summary>Lets so many tasks launch, all or none.</summary>
    /// <param name="left">What an earlier launch left; null when none was limited yet.</param>
    /// <param name="bucket">Null when nothing limits launches. One of another size begins full: its quota was just changed.</param>
    public static (bool Granted, LaunchAllowance? Left) Take(LaunchAllowance? left, TokenBucket? bucket, int count, DateTimeOffset now)
    {
        if (bucket is null || count == 0) return (true, left);
        var (granted, tokens) = bucket.Take(left is { } known && known.Bucket == bucket ? known.Tokens : bucket.Full(now), now, count);
        return (granted, new(bucket, tokens));
    }
}

/// <summary>What is left of the launch rate.</summary>
public sealed record LaunchAllowance(TokenBucket Bucket, Tokens Tokens);
