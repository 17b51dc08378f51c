using System.Security.Cryptography;
using System.Text.Json;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Makes a task set of a service with the EXTERNAL deployment controller, scaled to zero when nothing is said. The same client token again answers the one that it made.</summary>
internal sealed class CreateTaskSet(IStore store, IGrainFactory grains, IAuthorizer authorizer, Profile profile, DiskGuard disk) : IOperation<CreateTaskSetRequest, CreateTaskSetResponse>
{
    /// <summary>Ours: ECS names none.</summary>
    private const int ExternalIdLengthMax = 255;

    public static string Action => "ecs:CreateTaskSet";

    public string Resource(CreateTaskSetRequest request, Caller caller) => TaskSetReference.Of(request.Cluster, request.Service, "*", caller.Scope).Arn(caller.Scope);

    /// <summary>Handle asks, once the revision and its roles are known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(CreateTaskSetRequest request, Caller caller) => [];

    public async Task<CreateTaskSetResponse> Handle(CreateTaskSetRequest request, Caller caller, CancellationToken cancel)
    {
        var definition = string.IsNullOrEmpty(request.TaskDefinition) ? null : await new TaskDefinitionRows(store).Find(request.TaskDefinition, caller.Scope, cancel);
        var reference = ServiceReference.Of(request.Cluster, request.Service, caller.Scope);
        await Authorize(request, reference, definition, caller, cancel);
        var cluster = (await ClusterTasks.Describe(grains, request.Cluster, caller.Scope)).Cluster;
        var (grain, service) = await reference.Require(grains);
        if (service.Service.Status != ServiceStatus.Active) throw EcsErrors.From(ServiceRefusal.NotActive);
        if (service.Service.DeploymentController != DeploymentController.External) throw EcsErrors.From(ServiceRefusal.WrongController);
        Check(request);
        EcsTags.Check(request.Tags, profile);
        var (launchType, strategy) = FargateRules.ReadPlace(request.LaunchType, request.CapacityProviderStrategy, request.PlatformVersion, cluster, caller.Scope);

        // Asked first: a retry gets its task set even when the definition or a role has changed, or the disk has filled, since.
        if (request.ClientToken is { } token && service.Service.TaskSets.FirstOrDefault(t => t.ClientToken == token && t.RequestHash == Hash(request)) is { } made)
            return new() { TaskSet = TaskSetMapping.ToWire(made, service, withTags: true) };
        disk.Check();
        var revision = await new RevisionDrafts(store, profile, caller).New(definition, request.PlatformVersion, request.NetworkConfiguration, cluster.Arn, cancel);
        var draft = new TaskSetDraft(
            revision, launchType, strategy, request.Scale is { } scale ? TaskSetReference.Scale(scale) : 0, request.ExternalId, request.ClientToken, Hash(request), EcsMapping.Tags(request.Tags));
        return new() { TaskSet = TaskSetMapping.ToWire(await grain.CreateTaskSet(new(draft)), withTags: true) };
    }

    private static void Check(CreateTaskSetRequest request)
    {
        ServiceRules.CheckClientToken(request.ClientToken);
        if (request.ExternalId is { Length: > ExternalIdLengthMax }) throw EcsErrors.InvalidParameter($"externalId must be at most {ExternalIdLengthMax} characters.");
        ServiceRules.CheckBalancers(request.LoadBalancers);
        ServiceRules.CheckRegistries(request.ServiceRegistries);
        FargateRules.CheckPlatformVersion(request.PlatformVersion);
        if (request.Scale is { } scale) TaskSetReference.Scale(scale);
    }

    /// <summary>CreateTaskSet, and PassRole of the roles that the tasks will have.</summary>
    private async Task Authorize(CreateTaskSetRequest request, ServiceReference reference, TaskDefinitionRecord? definition, Caller caller, CancellationToken cancel)
    {
        await authorizer.Require(caller, ServiceDemands.CreateTaskSet(reference, request, definition, caller), cancel);
        var roles = EcsDemands.PassRoles(store, caller, definition?.TaskRoleArn, definition?.ExecutionRoleArn);
        foreach (var demand in roles.Concat(EcsDemands.Tagging(Resource(request, caller), request.Tags, nameof(CreateTaskSet)))) await authorizer.Require(caller, demand, cancel);
    }

    /// <summary>Two requests with one client token are the same when everything else is.</summary>
    private static string Hash(CreateTaskSetRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { ClientToken = null })));
}
