using System.Security.Cryptography;
using System.Text.Json;
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

/// <summary>Makes a service. Answers once it is durable; its tasks start behind. The same request again answers the service as it is.</summary>
internal sealed class CreateService(IStore store, IGrainFactory grains, IAuthorizer authorizer, Profile profile, DiskGuard disk) : IOperation<CreateServiceRequest, CreateServiceResponse>
{
    public static string Action => "ecs:CreateService";

    public string Resource(CreateServiceRequest request, Caller caller) => Reference(request, caller).Arn(caller.Scope);

    /// <summary>Handle asks, once the revision and its roles are known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(CreateServiceRequest request, Caller caller) => [];

    public async Task<CreateServiceResponse> Handle(CreateServiceRequest request, Caller caller, CancellationToken cancel)
    {
        var definition = string.IsNullOrEmpty(request.TaskDefinition) ? null : await new TaskDefinitionRows(store).Find(request.TaskDefinition, caller.Scope, cancel);
        await Authorize(request, definition, caller, cancel);
        var cluster = (await ClusterTasks.Describe(grains, request.Cluster, caller.Scope)).Cluster;
        ServiceRules.Check(request, cluster, profile.Quotas);
        EcsTags.Check(request.Tags, profile);
        var grain = Reference(request, caller).Find(grains)!;

        // Asked first: a retry gets its service even when the definition or a role has changed, or the disk has filled, since.
        if (await grain.Describe() is { Service.Status: ServiceStatus.Active } there && there.Service.RequestHash == Hash(request)) return Answer(there, caller);
        disk.Check();
        return await grain.Create(new(await Draft(request, definition, cluster, caller, cancel))) switch
        {
            ServiceOutcome.Accepted made => Answer(made.Service, caller),
            ServiceOutcome.Refused refused => throw EcsErrors.From(refused.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static ServiceReference Reference(CreateServiceRequest request, Caller caller) => new(EcsNames.ClusterName(request.Cluster, caller.Scope), request.ServiceName ?? "", null);

    private static CreateServiceResponse Answer(ServiceView service, Caller caller) => new() { Service = ServiceMapping.ToWire(service, caller.Scope, withTags: true) };

    /// <summary>CreateService, and PassRole of the roles that the tasks will have.</summary>
    private async Task Authorize(CreateServiceRequest request, TaskDefinitionRecord? definition, Caller caller, CancellationToken cancel)
    {
        await authorizer.Require(caller, ServiceDemands.Create(Reference(request, caller), request, definition, caller), cancel);
        var roles = EcsDemands.PassRoles(store, caller, definition?.TaskRoleArn, definition?.ExecutionRoleArn);
        foreach (var demand in roles.Concat(EcsDemands.Tagging(Resource(request, caller), request.Tags, nameof(CreateService)))) await authorizer.Require(caller, demand, cancel);
    }

    private async Task<ServiceDraft> Draft(CreateServiceRequest request, TaskDefinitionRecord? definition, ClusterRecord cluster, Caller caller, CancellationToken cancel)
    {
        var controller = ServiceRules.Controller(request.DeploymentController);
        var settings = ServiceSettingsMapping.Read(request, definition, cluster, profile.ServiceDefaults, caller.Scope);
        var revision = controller == DeploymentController.External
            ? null
            : await new RevisionDrafts(store, profile, caller).New(definition, request.PlatformVersion, request.NetworkConfiguration, cluster.Arn, cancel);
        return new(
            request.ServiceName!, Resource(request, caller), cluster.Name, cluster.Arn, controller, request.DesiredCount!.Value, settings, revision, EcsMapping.Tags(request.Tags), caller.Arn,
            request.ClientToken, Hash(request));
    }

    /// <summary>Two requests are the same when everything but the client token is.</summary>
    private static string Hash(CreateServiceRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { ClientToken = null })));
}
