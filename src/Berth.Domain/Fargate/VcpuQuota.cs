namespace Berth.Domain.Fargate;

/// <summary>How many more tasks an account's vCPU quota lets run. Source: AWS Fargate service quotas, Fargate On-Demand vCPU resource count and Fargate Spot vCPU resource count.</summary>
public static class VcpuQuota
{
    private const int CpuUnitsPerVcpu = 1024;

    /// <param name="claimedCpuUnits">Of all Fargate tasks of the kind that are not stopped. May be above the quota, which may have been lowered since.</param>
    /// <param name="cpuUnits">Of one more task.</param>
    public static bool Admits(long claimedCpuUnits, int cpuUnits, int quotaVcpus) => claimedCpuUnits + cpuUnits <= (long)quotaVcpus * CpuUnitsPerVcpu;
}
