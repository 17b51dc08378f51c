using Berth.Aws.AgentApi;
using Berth.Domain.Tasks;

namespace Berth.Aws.Tests.AgentApi;

public sealed class TcsHealthTests
{
    [Theory]
    [InlineData("HEALTHY", HealthStatus.Healthy)]
    [InlineData("unhealthy", HealthStatus.Unhealthy)]
    [InlineData("UNKNOWN", HealthStatus.Unknown)]
    [InlineData("7", null)]
    [InlineData("1", null)]
    [InlineData("Healthy, Unhealthy", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_a_name_is_a_state(string? given, HealthStatus? expected) => Assert.Equal(expected, TcsEndpoint.Health(given));
}
