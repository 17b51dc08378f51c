using Berth.Contracts.ContainerInstances;
using Berth.Domain.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.AgentApi;

/// <summary>GET /acs/ws: the agent communication service.</summary>
internal sealed class AcsEndpoint(AgentHandshake handshake, IGrainFactory grains, TaskCredentials credentials, IIdSource ids, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<AcsEndpoint> log)
{
    public async Task Handle(HttpContext http)
    {
        if (await handshake.Open(http, "containerInstanceArn", "ecs:Poll") is not { } arn) return;
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var instance = grains.GetGrain<IContainerInstanceGrain>(arn);
        using var session = new AcsSession(socket, arn, instance, credentials, ids, clock, log);
        var reference = grains.CreateObjectReference<IAgentSession>(session);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await instance.Connect(reference, everything: http.Request.Query["sendCredentials"] == "true");
            await session.Run(stop.Token);
        }
        finally
        {
            await instance.Disconnect(reference);
            grains.DeleteObjectReference<IAgentSession>(reference);
        }
    }
}
