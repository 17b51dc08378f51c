using Berth.Node.Agent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Berth.Node.Tests;

public sealed class NodeHostingTests
{
    [Fact]
    public void A_simulated_node_tells_the_health_of_its_containers_and_measures_nothing()
    {
        var services = new ServiceCollection().AddSimulatedNode(new NodeOptions("default", 1024, 1024, Offline: true, "1"), new(TimeSpan.Zero, TimeSpan.Zero));
        Assert.Contains(services, s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(TcsClient));
        Assert.Equal(new Telemetry(Usage: false), Assert.Single(services, s => s.ServiceType == typeof(Telemetry)).ImplementationInstance);
    }
}
