using System.Collections.Concurrent;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Dns;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Metadata;

/// <summary>The endpoints of all tasks of this node: what each VPC's router answers itself, its resolver too.</summary>
internal sealed partial class TaskEndpoints : ITaskEndpoint, IAsyncDisposable
{
    private readonly BerthInstance berth;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory logs;
    private readonly ILogger log;
    private readonly VpcStates states;
    private readonly VpcResolvers resolvers;
    private readonly EndpointRoutes routes;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly ConcurrentDictionary<string, VpcServices> vpcs = new(StringComparer.Ordinal);

    public TaskEndpoints(BerthInstance berth, VpcStates states, VpcResolvers resolvers, IContainerRuntime runtime, TaskTags tags, TaskProtectionState protection, TimeProvider clock, ILoggerFactory logs)
    {
        (this.berth, this.states, this.resolvers, this.clock, this.logs, log) = (berth, states, resolvers, clock, logs, logs.CreateLogger<TaskEndpoints>());
        states.Removed += StopUnneeded;
        routes = new(runtime.Stats, tags, protection, card => new(NameSettings.Of(states.Of(card, berth.Scope.Region)), ClockDrift.Measure(clock.GetUtcNow())), clock);
    }

    public async Task Open(NativeInterface networkInterface, Func<TaskSight> task, CancellationToken cancel)
    {
        var served = new ServedTask(networkInterface.InterfaceId, task, clock.GetUtcNow());
        while (true)
        {
            if (!vpcs.TryGetValue(networkInterface.VpcId, out var vpc)) vpc = await Start(networkInterface, cancel);
            vpc.Endpoint.Add(networkInterface.PrivateIpv4Address, served);

            // One that was being stopped in this moment is started again.
            if (vpcs.TryGetValue(networkInterface.VpcId, out var now) && now == vpc) return;
        }
    }

    public void Close(NativeInterface networkInterface)
    {
        if (!vpcs.TryGetValue(networkInterface.VpcId, out var vpc)) return;
        vpc.Endpoint.Remove(networkInterface.PrivateIpv4Address, networkInterface.InterfaceId);
        if (states.Find(networkInterface.VpcId) is null) StopUnneeded(networkInterface.VpcId);
    }

    public async ValueTask DisposeAsync()
    {
        states.Removed -= StopUnneeded;
        foreach (var vpc in vpcs.Values) await vpc.DisposeAsync();
        vpcs.Clear();
        gate.Dispose();
    }

    /// <summary>A VPC that is no more needs no services once its last task is over; their sockets would keep its router's namespace.</summary>
    private void StopUnneeded(string vpcId)
    {
        if (vpcs.TryGetValue(vpcId, out var vpc) && !vpc.Endpoint.HasTasks && vpcs.TryRemove(KeyValuePair.Create(vpcId, vpc))) _ = Stop(vpcId, vpc);
    }

    private async Task Stop(string vpcId, VpcServices vpc)
    {
        try
        {
            await vpc.DisposeAsync();
        }
#pragma warning disable CA1031 // It belongs to nobody who could be told.
        catch (Exception failure)
        {
            LogNotStopped(log, vpcId, failure);
        }
#pragma warning restore CA1031
    }

    private async Task<VpcServices> Start(NativeInterface card, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (vpcs.TryGetValue(card.VpcId, out var there)) return there;
            return vpcs[card.VpcId] = await VpcServices.Start(() => VpcEndpoint.Start(TaskNetwork.RouterPin(berth, card.VpcId), routes, logs, cancel), () => resolvers.Start(card));
        }
        finally
        {
            gate.Release();
        }
    }

    [LoggerMessage(3451, LogLevel.Error, "The services of {VpcId} did not stop.")]
    private static partial void LogNotStopped(ILogger log, string vpcId, Exception failure);
}
