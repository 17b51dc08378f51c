using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class TaskSizeTests
{
    [Theory]
    [InlineData("256", 256)]
    [InlineData("1024", 1024)]
    [InlineData("1 vCPU", 1024)]
    [InlineData(".25 vCPU", null)]
    [InlineData("0.25 vcpu", 256)]
    [InlineData("0.25vCPU", 256)]
    [InlineData("0", null)]
    [InlineData("-256", null)]
    [InlineData("256.5", null)]
    [InlineData("1 GB", null)]
    [InlineData("99999999999999", null)]
    [InlineData("", null)]
    public void Cpu(string text, int? units) => Assert.Equal(units, TaskSize.ReadCpuUnits(text));

    [Theory]
    [InlineData("512", 512)]
    [InlineData("1 GB", 1024)]
    [InlineData("0.5GB", 512)]
    [InlineData("30 gb", 30720)]
    [InlineData("512 MB", null)]
    [InlineData("many", null)]
    public void Memory(string text, int? mib) => Assert.Equal(mib, TaskSize.ReadMemoryMib(text));
}
