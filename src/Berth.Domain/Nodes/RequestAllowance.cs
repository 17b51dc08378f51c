using Berth.Domain.Kernel;

namespace Berth.Domain.Nodes;

/// <summary>How many requests a task may send to its endpoint. Source: ECS agent, task metadata throttling: 40 a second, 60 at once.</summary>
public static class RequestAllowance
{
    public const double Burst = 60;

    public static readonly TokenBucket Bucket = new(40, Burst);
}
