using Berth.Cluster.ContainerInstances;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Network;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Berth.Cluster.Network;

/// <summary>
/// The shell around <see cref="GatewayLifecycle"/>: observes rows and interfaces, lets it decide, commits, acts, until nothing is left to do. It looks at what is, so a pass may be cut off
/// anywhere and the next one goes on. One pass at a time; who comes during one waits for the next.
/// </summary>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class NetworkGrain(IStore store, IGrainFactory grains, BerthInstance berth, PublicPool pool, IIdSource ids, TimeProvider clock, ILogger<NetworkGrain> log) : Grain, INetworkGrain
{
    /// <summary>The slow scan that repairs whatever a lost wake-up missed, and forgets what has been gone long enough.</summary>
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromSeconds(5);

    /// <summary>A pass takes a few rounds; one that does not end is cut off, and the scan goes on.</summary>
    private const int RoundsMax = 100;

    private Task running = Task.CompletedTask;
    private Task? next;

    /// <summary>Somebody says that something changed, which may be interfaces alone; the scan tells nodes only what it found changed itself.</summary>
    private bool asked = true;

    /// <summary>Of the rows that nodes were last told of.</summary>
    private long told = -1;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(_ => NextPass(), new GrainTimerCreationOptions(TimeSpan.Zero, ScanPeriod) { KeepAlive = true, Interleave = true });
        return Task.CompletedTask;
    }

    /// <summary>Answers after a pass that began when this was called or later. A pass that fails is logged, and made again by the scan.</summary>
    public Task Changed()
    {
        asked = true;
        return NextPass();
    }

    private Task NextPass() => next ??= AfterRunning();

    private async Task AfterRunning()
    {
        // Never at once: the caller has not kept this task yet.
        await running.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        next = null;
        running = Pass();
        await running;
    }

    private async Task Pass()
    {
        try
        {
            var refused = new HashSet<string>(StringComparer.Ordinal);
            for (var round = 0; round < RoundsMax && await Round(refused); round++)
            {
                // Until there is nothing to do.
            }

            var generation = await NetworkRows.CurrentGeneration(store);
            if (!asked && told == generation) return;
            asked = false;
            told = -1;
            await TellNodes();
            told = generation;
        }
#pragma warning disable CA1031 // Whatever keeps it from going on now, the scan tries again.
        catch (Exception failure)
        {
            LogPassFailed(log, failure);
        }
#pragma warning restore CA1031
    }

    /// <returns>False when there was nothing to do.</returns>
    private async Task<bool> Round(HashSet<string> refused)
    {
        // Interfaces first: a gateway's row is older than its interface, so an interface without one in rows that were read later has really none.
        var world = new NetworkWorld(berth.Scope, berth.AvailabilityZones, await NetworkRows.Interfaces(store), pool, ids, clock.GetUtcNow());
        var rows = await NetworkRows.Read(store);
        var plan = GatewayLifecycle.Next(rows.State, world, refused);
        try
        {
            await rows.Commit(store, plan.State);
        }
        catch (StoreConflictException)
        {
            // Somebody changed the network meanwhile: decide again.
            return true;
        }

        foreach (var step in plan.Steps) asked |= await Take(step, refused);
        return plan.Steps.Count > 0 || !ReferenceEquals(plan.State, rows.State);
    }

    /// <returns>False when nothing came of it.</returns>
    private async Task<bool> Take(GatewayStep step, HashSet<string> refused)
    {
        switch (step)
        {
            case GatewayStep.GiveInterface give:
                var request = new InterfaceRequest(give.Owner, "", give.SecurityGroupIds, AssignPublicIp: false)
                {
                    Use = give.Use,
                    Description = give.Description,
                    PublicIpv4Address = give.PublicIpv4Address,
                };
                if (await Subnet(give.SubnetId).Allocate(request) is not null)
                {
                    LogGiven(log, give.Owner, give.SubnetId);
                    return true;
                }

                refused.Add(give.Owner);
                LogFull(log, give.Owner, give.SubnetId);
                return false;
            case GatewayStep.TakeInterface take:
                await Subnet(take.SubnetId).Free(take.Owner);
                LogTaken(log, take.Owner, take.SubnetId);
                return true;
            case GatewayStep.ChangeGroups change:
                return await Subnet(change.SubnetId).Change(new(change.Owner, change.SecurityGroupIds));
            case var other:
                throw new InvalidOperationException($"Unknown step {other}.");
        }
    }

    /// <summary>Nodes that are connected get what they do not know yet.</summary>
    private async Task TellNodes() =>
        await Task.WhenAll((await store.List(ContainerInstanceGrain.Kind)).Select(row => grains.GetGrain<IContainerInstanceGrain>(row.Id).NetworkChanged()));

    private ISubnetGrain Subnet(string subnetId) => grains.GetGrain<ISubnetGrain>(subnetId);

    [LoggerMessage(2301, LogLevel.Error, "The network could not be carried out; it is tried again.")]
    private static partial void LogPassFailed(ILogger log, Exception failure);

    [LoggerMessage(2302, LogLevel.Information, "{Owner} has an interface in {SubnetId}.")]
    private static partial void LogGiven(ILogger log, string owner, string subnetId);

    [LoggerMessage(2303, LogLevel.Information, "{Owner} has no interface in {SubnetId} any more.")]
    private static partial void LogTaken(ILogger log, string owner, string subnetId);

    [LoggerMessage(2304, LogLevel.Debug, "{SubnetId} has no address for {Owner}.")]
    private static partial void LogFull(ILogger log, string owner, string subnetId);
}
