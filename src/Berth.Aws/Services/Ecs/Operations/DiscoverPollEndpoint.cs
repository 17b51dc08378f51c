using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Where an agent's websockets go: the host by which it reached us. The agent adds /ws itself.</summary>
internal sealed class DiscoverPollEndpoint : IOperation<DiscoverPollEndpointRequest, DiscoverPollEndpointResponse>
{
    public static string Action => "ecs:DiscoverPollEndpoint";

    public string Resource(DiscoverPollEndpointRequest request, Caller caller) => request.ContainerInstance ?? "*";

    public Task<DiscoverPollEndpointResponse> Handle(DiscoverPollEndpointRequest request, Caller caller, CancellationToken cancel)
    {
        AgentAuthority.Check(caller);
        if (caller.AtServiceAddress) throw EcsErrors.NotYet("sessions of agents at the public address of ecs");
        var root = caller.Endpoint.GetLeftPart(UriPartial.Authority);
        return Task.FromResult(new DiscoverPollEndpointResponse { Endpoint = root + "/acs", TelemetryEndpoint = root + "/tcs" });
    }
}
