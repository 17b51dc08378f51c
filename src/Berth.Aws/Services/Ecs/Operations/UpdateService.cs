using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Access;
using Berth.Domain.Clusters;
using Berth.Domain.Profiles;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Changes what a service should look like; what the request does not name stays. Answers once the wish is durable. Its owner finds out whether a deployment begins.</summary>
internal sealed class UpdateService(IStore store, IGrainFactory grains, IAuthorizer authorizer, Profile profile, DiskGuard disk) : IOperation<UpdateServiceRequest, UpdateServiceResponse>
{
    /// <summary>Beyond this many others who were faster the caller is better told.</summary>
    private const int TriesMax = 20;

    public static string Action => "ecs:UpdateService";

    public string Resource(UpdateServiceRequest request, Caller caller) => ServiceReference.Of(request.Cluster, request.Service, caller.Scope).Arn(caller.Scope);

    /// <summary>Handle asks, once the revision and its roles are known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateServiceRequest request, Caller caller) => [];

    public async Task<UpdateServiceResponse> Handle(UpdateServiceRequest request, Caller caller, CancellationToken cancel)
    {
        var reference = ServiceReference.Of(request.Cluster, request.Service, caller.Scope);
        var definition = string.IsNullOrEmpty(request.TaskDefinition) ? null : await new TaskDefinitionRows(store).Find(request.TaskDefinition, caller.Scope, cancel);
        await authorizer.Require(caller, ServiceDemands.Update(reference, request, definition, caller), cancel);
        foreach (var demand in EcsDemands.PassRoles(store, caller, definition?.TaskRoleArn, definition?.ExecutionRoleArn)) await authorizer.Require(caller, demand, cancel);
        var cluster = (await ClusterTasks.Describe(grains, request.Cluster, caller.Scope)).Cluster;
        for (var tries = 1; ; tries++)
        {
            cancel.ThrowIfCancellationRequested();
            var (grain, view) = await reference.Require(grains);
            if (view.Service.Status != ServiceStatus.Active) throw EcsErrors.ServiceNotActive();
            ServiceRules.Check(request, view.Service, cluster, profile.Quotas);
            switch (await grain.Change(new(await Change(request, definition, view, cluster, caller, cancel))))
            {
                case ServiceOutcome.Accepted changed: return new() { Service = ServiceMapping.ToWire(changed.Service, caller.Scope, withTags: false) };
                case ServiceOutcome.Refused { Reason: ServiceRefusal.ChangedMeanwhile } when tries < TriesMax: continue;
                case ServiceOutcome.Refused refused: throw EcsErrors.From(refused.Reason);
                case var other: throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        }
    }

    private async Task<ServiceChange> Change(UpdateServiceRequest request, TaskDefinitionRecord? definition, ServiceView view, ClusterRecord cluster, Caller caller, CancellationToken cancel)
    {
        var service = view.Service;
        var settings = ServiceSettingsMapping.Change(service, request, cluster, caller.Scope);
        var revision = service.Primary is { } primary
            ? await new RevisionDrafts(store, profile, caller).Next(service.Revision(primary.Revision), request, definition, cluster.Arn, cancel)
            : null;

        // Only what needs more room: scaling in must work when the disk is full.
        if (revision is not null || request.ForceNewDeployment == true || request.DesiredCount > service.DesiredCount) disk.Check();
        return new(request.DesiredCount, settings, revision, request.ForceNewDeployment == true, view.Version);
    }
}
