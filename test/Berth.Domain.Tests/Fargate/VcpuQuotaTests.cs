using Berth.Domain.Fargate;

namespace Berth.Domain.Tests.Fargate;

public sealed class VcpuQuotaTests
{
    [Theory]
    [InlineData(0, 256, 6, true)]
    [InlineData(5 * 1024, 1024, 6, true)]
    [InlineData(5 * 1024, 1025, 6, false)]
    [InlineData(6 * 1024, 256, 6, false)]
    [InlineData(8 * 1024, 256, 6, false)] // lowered while tasks run
    [InlineData(0, 256, 0, false)]
    [InlineData(0, 16 * 1024, int.MaxValue, true)]
    public void Admits(long claimedCpuUnits, int cpuUnits, int quotaVcpus, bool admits) => Assert.Equal(admits, VcpuQuota.Admits(claimedCpuUnits, cpuUnits, quotaVcpus));
}
