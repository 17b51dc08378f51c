using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Aws.Services.Iam;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>A node joins, or joins again under the ARN it had. Only the Fargate pool takes nodes today, and only those that hold the instance role.</summary>
internal sealed class RegisterContainerInstance(IGrainFactory grains, IIdSource ids) : IOperation<RegisterContainerInstanceRequest, RegisterContainerInstanceResponse>
{
    public static string Action => "ecs:RegisterContainerInstance";

    public string Resource(RegisterContainerInstanceRequest request, Caller caller) => EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope));

    public async Task<RegisterContainerInstanceResponse> Handle(RegisterContainerInstanceRequest request, Caller caller, CancellationToken cancel)
    {
        var cluster = EcsNames.ClusterName(request.Cluster, caller.Scope);
        if (cluster != IFargatePoolGrain.ClusterName) throw EcsErrors.Client("Berth takes container instances of your own into clusters in a later version; see SCOPE.md.");
        AgentAuthority.Check(caller);
        var arn = request.ContainerInstanceArn is { Length: > 0 } known && known.Contains($":container-instance/{cluster}/", StringComparison.Ordinal)
            ? known
            : caller.Scope.Arn("ecs", $"container-instance/{cluster}/{ids.Hex(32)}");
        var attributes = (request.Attributes ?? []).ToDictionary(a => a.Name ?? "", a => a.Value ?? "", StringComparer.Ordinal);
        var node = await grains.GetGrain<IContainerInstanceGrain>(arn).Register(
            new(cluster, Resource(request, "CPU"), Resource(request, "MEMORY"), attributes, request.VersionInfo?.AgentVersion ?? ""));
        return new()
        {
            ContainerInstance = new()
            {
                ContainerInstanceArn = node.Arn,
                Status = "ACTIVE",
                AgentConnected = node.AgentConnected,
                RegisteredAt = node.RegisteredAt,
                RegisteredResources = request.TotalResources,
                RemainingResources = request.TotalResources,

                // The stock agent ends itself when a valued attribute does not come back.
                Attributes = request.Attributes,
                VersionInfo = request.VersionInfo,
                Tags = request.Tags,
                Version = 1,
                RunningTasksCount = 0,
                PendingTasksCount = 0,
            },
        };
    }

    private static int Resource(RegisterContainerInstanceRequest request, string name) =>
        request.TotalResources?.FirstOrDefault(r => r.Name == name)?.IntegerValue ?? throw EcsErrors.InvalidParameter($"The resource {name} is missing in totalResources.");
}
