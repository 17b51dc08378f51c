using System.Net;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Network;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Dns;

/// <summary>Starts the resolvers of VPCs.</summary>
/// <param name="servers">Who knows the names of others; asked from the machine's own namespace.</param>
internal sealed class VpcResolvers(BerthInstance berth, PublicPool pool, NodeOptions options, VpcStates vpcs, Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider clock, ILoggerFactory logs)
{
    private readonly VpcAnswers answers = new(berth.Scope.Region, pool, options.Offline);
    private readonly DnsForwarder forwarder = new(servers, clock);
    private readonly ILogger log = logs.CreateLogger<VpcResolver>();

    /// <param name="card">An interface in the VPC, whose router is there.</param>
    /// <exception cref="IOException">The resolver's addresses are somebody else's.</exception>
    public Task<VpcResolver> Start(NativeInterface card)
    {
        var undescribed = vpcs.Of(card, berth.Scope.Region);
        return VpcResolver.Start(TaskNetwork.RouterPin(berth, card.VpcId), () => vpcs.Find(card.VpcId) ?? undescribed, answers, forwarder, clock, log);
    }
}
