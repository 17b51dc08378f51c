using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Contracts.Fargate;
using Berth.Domain.Access;
using Berth.Domain.Accounts;
using Berth.Domain.Clusters;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Makes a cluster. Asking again for one that is there answers it as it is, as ECS does.</summary>
internal sealed class CreateCluster(IStore store, IGrainFactory grains, Profile profile) : IOperation<CreateClusterRequest, CreateClusterResponse>
{
    public static string Action => "ecs:CreateCluster";

    public string Resource(CreateClusterRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateClusterRequest request, Caller caller) =>
    [
        new AccessDemand(Action, "*") { RequestTags = EcsDemands.Tags(request.Tags) }.Naming(request.CapacityProviders, caller.Scope),
        .. EcsDemands.Tagging(EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(request.ClusterName, caller.Scope)), request.Tags, nameof(CreateCluster)),
    ];

    public async Task<CreateClusterResponse> Handle(CreateClusterRequest request, Caller caller, CancellationToken cancel)
    {
        var name = string.IsNullOrEmpty(request.ClusterName) ? EcsNames.DefaultCluster : request.ClusterName;
        if (!EcsNames.IsName(name) || name == IFargatePoolGrain.ClusterName) throw EcsErrors.InvalidParameter("Cluster name contains invalid characters.");
        var (providers, strategy) = CapacityProviderMapping.ReadAssociation(request.CapacityProviders, request.DefaultCapacityProviderStrategy, profile.Quotas.CapacityProvidersPerCluster, caller.Scope);
        EcsTags.Check(request.Tags, profile);
        var insights = AccountSettings.Effective(ClusterSettings.ContainerInsights, caller.Arn, await new AccountSettingRows(store).All(cancel)).Value;
        var others = (await store.FindAll<ClusterRecord>(EcsNames.ClusterKind, cancel: cancel)).Count(c => c.Active && c.Name != name);
        if (others >= profile.Quotas.Clusters) throw new AwsException("LimitExceededException", $"You have reached the limit of {profile.Quotas.Clusters} clusters.");
        var cluster = await grains.GetGrain<IClusterGrain>(name).Create(new(new ClusterRecord
        {
            Name = name,
            Arn = EcsNames.ClusterArn(caller.Scope, name),
            Settings = ClusterSettings.Read(request.Settings, new Dictionary<string, string> { [ClusterSettings.ContainerInsights] = insights }),
            ConfigurationJson = EcsMapping.ConfigurationJson(request.Configuration),
            ServiceConnectNamespace = request.ServiceConnectDefaults?.Namespace,
            CapacityProviders = providers,
            DefaultCapacityProviderStrategy = strategy,
            Tags = EcsMapping.Tags(request.Tags),
        }));
        if (Differs(request.CapacityProviders, providers, cluster.Cluster.CapacityProviders) || Differs(request.DefaultCapacityProviderStrategy, strategy, cluster.Cluster.DefaultCapacityProviderStrategy))
            throw EcsErrors.InvalidParameter("Arguments on this idempotent request are inconsistent with arguments used in previous request(s).");
        return new() { Cluster = EcsMapping.ToWire(cluster, include: ["SETTINGS", "TAGS", "CONFIGURATIONS"]) };
    }

    /// <summary>A cluster that was there keeps its capacity providers, which must be those asked for.</summary>
    private static bool Differs<TAsked, T>(IReadOnlyList<TAsked>? asked, IReadOnlyList<T> read, IReadOnlyList<T> kept) => asked is not null && (read.Except(kept).Any() || kept.Except(read).Any());
}
