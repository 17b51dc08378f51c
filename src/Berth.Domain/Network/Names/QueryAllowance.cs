using Berth.Domain.Kernel;

namespace Berth.Domain.Network;

/// <summary>
/// How many questions an interface may send to its VPC's resolver. What is beyond is dropped without a word. Source: VPC user guide, DNS quotas: 1024 packets per second for each network
/// interface, which cannot be raised.
/// </summary>
public static class QueryAllowance
{
    public const double PerSecond = 1024;

    public static readonly TokenBucket Bucket = new(PerSecond, PerSecond);
}
