using Berth.Contracts.Services;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecs;

/// <summary>The service that a request means, in the cluster that it names.</summary>
/// <param name="Identifier">The cluster that the service's ARN names; null when it names none.</param>
internal sealed record ServiceReference(string Cluster, string Name, string? Identifier)
{
    /// <param name="service">A name or an ARN.</param>
    public static ServiceReference Of(string? cluster, string? service, AwsScope scope)
    {
        var (identifier, name) = EcsNames.Service(service ?? "", scope);
        return new(EcsNames.ClusterName(cluster, scope), name, identifier);
    }

    /// <summary>What IAM judges: the service in the cluster that the request names, and no other is ever touched.</summary>
    public string Arn(AwsScope scope) => EcsNames.ServiceArn(scope, Cluster, Name);

    public bool IsName => EcsNames.IsName(Cluster) && EcsNames.IsName(Name);

    /// <returns>Null for what no service can be named.</returns>
    /// <exception cref="AwsException">Its ARN is of another cluster.</exception>
    public IServiceGrain? Find(IGrainFactory grains)
    {
        if (Identifier is not null && Identifier != Cluster) throw EcsErrors.InvalidParameter($"Identifier is for {Identifier}. Your cluster is {Cluster}");
        return IsName ? grains.GetGrain<IServiceGrain>($"{Cluster}/{Name}") : null;
    }

    /// <summary>The service as it is, and its owner.</summary>
    /// <exception cref="AwsException">There is no such service.</exception>
    public async Task<(IServiceGrain Grain, ServiceView Service)> Require(IGrainFactory grains) =>
        Find(grains) is { } grain && await grain.Describe() is { } view ? (grain, view) : throw EcsErrors.ServiceNotFound();
}
