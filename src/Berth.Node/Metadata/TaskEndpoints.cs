using System.Collections.Concurrent;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Node.Network;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Metadata;

/// <summary>The endpoints of all tasks of this node, a listener for each VPC.</summary>
internal sealed class TaskEndpoints : ITaskEndpoint, IAsyncDisposable
{
    private readonly BerthInstance berth;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory logs;
    private readonly EndpointRoutes routes;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly ConcurrentDictionary<string, VpcEndpoint> vpcs = new(StringComparer.Ordinal);

    public TaskEndpoints(BerthInstance berth, NodeOptions options, IContainerRuntime runtime, TaskTags tags, TimeProvider clock, ILoggerFactory logs)
    {
        (this.berth, this.clock, this.logs) = (berth, clock, logs);
        routes = new(runtime.Stats, tags, () => new(berth.Scope.Region, NameServers.OfTasks(options), ClockDrift.Measure(clock.GetUtcNow())), clock);
    }

    public async Task Open(NativeInterface networkInterface, Func<TaskSight> task, CancellationToken cancel)
    {
        if (!vpcs.TryGetValue(networkInterface.VpcId, out var vpc)) vpc = await Start(networkInterface.VpcId, cancel);
        vpc.Add(networkInterface.PrivateIpv4Address, new(networkInterface.InterfaceId, task, clock.GetUtcNow()));
    }

    public void Close(NativeInterface networkInterface)
    {
        if (vpcs.TryGetValue(networkInterface.VpcId, out var vpc)) vpc.Remove(networkInterface.PrivateIpv4Address, networkInterface.InterfaceId);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var vpc in vpcs.Values) await vpc.DisposeAsync();
        gate.Dispose();
    }

    private async Task<VpcEndpoint> Start(string vpcId, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return vpcs.TryGetValue(vpcId, out var there) ? there : vpcs[vpcId] = await VpcEndpoint.Start(TaskNetwork.RouterPin(berth, vpcId), routes, logs, cancel);
        }
        finally
        {
            gate.Release();
        }
    }
}
