using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Access;
using Berth.Domain.Services;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Ends the deployment that is in progress: ROLLBACK goes back to the last one that completed, ABORT leaves the service as it is.</summary>
internal sealed class StopServiceDeployment(IStore store, IGrainFactory grains) : IOperation<StopServiceDeploymentRequest, StopServiceDeploymentResponse>
{
    public static string Action => "ecs:StopServiceDeployment";

    public string Resource(StopServiceDeploymentRequest request, Caller caller) => request.ServiceDeploymentArn ?? "";

    public IReadOnlyList<AccessDemand>? Demands(StopServiceDeploymentRequest request, Caller caller) => [EcsDemands.OfService(Action, ServiceDeploymentMapping.Kind, request.ServiceDeploymentArn, caller)];

    public async Task<StopServiceDeploymentResponse> Handle(StopServiceDeploymentRequest request, Caller caller, CancellationToken cancel)
    {
        var named = EcsNames.OfService(ServiceDeploymentMapping.Kind, request.ServiceDeploymentArn) ?? throw EcsErrors.InvalidParameter($"Invalid service deployment ARN: {request.ServiceDeploymentArn}");
        if (EcsNames.IsForeign(request.ServiceDeploymentArn!, caller.Scope)) throw EcsErrors.From(ServiceRefusal.NoServiceDeployment);
        var outcome = await grains.GetGrain<IServiceGrain>(named.ServiceKey).StopDeployment(named.Id, rollback: request.StopType != "ABORT");
        if (outcome is ServiceOutcome.Refused { Reason: ServiceRefusal.NoService or ServiceRefusal.NotActive or ServiceRefusal.NoServiceDeployment })
        {
            // An older one of the service, or one of a service that is deleted, is over.
            throw EcsErrors.From(await new ServiceDeploymentRows(store, grains).Find(named, cancel) is null ? ServiceRefusal.NoServiceDeployment : ServiceRefusal.DeploymentOver);
        }

        return outcome switch
        {
            ServiceOutcome.Accepted => new() { ServiceDeploymentArn = request.ServiceDeploymentArn },
            ServiceOutcome.Refused refused => throw EcsErrors.From(refused.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }
}
