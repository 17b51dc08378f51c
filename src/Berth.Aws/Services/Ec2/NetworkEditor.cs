using Berth.Contracts.Network;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Ec2;

/// <summary>Reads the network, lets a rule of the domain decide, commits. What follows of a change (interfaces, routers) is the network's grain's work.</summary>
internal sealed partial class NetworkEditor(IStore store, IGrainFactory grains, BerthInstance berth, PublicPool pool, QuotaBook quotas, IIdSource ids, TimeProvider clock, ILogger<NetworkEditor> log)
{
    /// <summary>Beyond this many conflicts in a row something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

    public async Task<(NetworkState State, NetworkWorld World)> Read(CancellationToken cancel)
    {
        var rows = await NetworkRows.Read(store, cancel);
        return (rows.State, await World(cancel));
    }

    /// <param name="rule">May run several times, each time on what the network is then.</param>
    /// <exception cref="AwsException">The rule refused; nothing changed.</exception>
    public async Task<NetworkOutcome.Done> Change(Func<NetworkState, NetworkWorld, NetworkOutcome> rule, CancellationToken cancel) => (await ChangeIn(rule, cancel)).Done;

    /// <summary>The same, with the world that the rule decided in.</summary>
    public async Task<(NetworkOutcome.Done Done, NetworkWorld World)> ChangeIn(Func<NetworkState, NetworkWorld, NetworkOutcome> rule, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var rows = await NetworkRows.Read(store, cancel);
            var world = await World(cancel);
            switch (rule(rows.State, world))
            {
                case NetworkOutcome.Refused refused:
                    throw new AwsException(refused.Refusal.Code, refused.Refusal.Message);
                case NetworkOutcome.Done done:
                    try
                    {
                        await rows.Commit(store, done.State, cancel);
                    }
                    catch (StoreConflictException) when (tries < TriesMax)
                    {
                        continue;
                    }

                    await CarryOut();
                    return (done, world);
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        }
    }

    /// <summary>The change is durable, and the network's grain looks at its rows by itself: that it could not be told now is no reason to refuse what is done.</summary>
    private async Task CarryOut()
    {
        try
        {
            await grains.GetGrain<INetworkGrain>(0).Changed();
        }
#pragma warning disable CA1031 // Whatever kept it from answering, its scan goes on.
        catch (Exception failure)
        {
            LogUntold(log, failure);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1501, LogLevel.Warning, "A change of the network is durable; carrying it out takes longer.")]
    private static partial void LogUntold(ILogger log, Exception failure);

    private async Task<NetworkWorld> World(CancellationToken cancel) =>
        new(berth.Scope, berth.AvailabilityZones, await NetworkRows.Interfaces(store, cancel), pool, ids, clock.GetUtcNow()) { Quotas = quotas.Current };
}
