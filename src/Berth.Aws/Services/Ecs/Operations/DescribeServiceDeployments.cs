using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DescribeServiceDeployments(IStore store, IGrainFactory grains) : IOperation<DescribeServiceDeploymentsRequest, DescribeServiceDeploymentsResponse>
{
    /// <summary>Source: ECS API, DescribeServiceDeployments.</summary>
    private const int DeploymentsMax = 20;

    public static string Action => "ecs:DescribeServiceDeployments";

    public string Resource(DescribeServiceDeploymentsRequest request, Caller caller) => caller.Scope.Arn("ecs", ServiceDeploymentMapping.Kind + "/*");

    public IReadOnlyList<AccessDemand>? Demands(DescribeServiceDeploymentsRequest request, Caller caller) =>
        [.. (request.ServiceDeploymentArns ?? []).Select(arn => EcsDemands.OfService(Action, ServiceDeploymentMapping.Kind, arn, caller)).DefaultIfEmpty(new(Action, Resource(request, caller)))];

    public async Task<DescribeServiceDeploymentsResponse> Handle(DescribeServiceDeploymentsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ServiceDeploymentArns is not { Count: > 0 } asked) throw EcsErrors.InvalidParameter("serviceDeploymentArns can not be empty.");
        if (asked.Count > DeploymentsMax) throw EcsErrors.InvalidParameter($"serviceDeploymentArns can have at most {DeploymentsMax} items.");

        // Read all before the first is looked up: a bad ARN is refused whatever stands beside it.
        var named = asked.Distinct(StringComparer.Ordinal).Select(arn => (Arn: arn, Named: EcsNames.OfService(ServiceDeploymentMapping.Kind, arn) ?? throw EcsErrors.InvalidParameter($"Invalid service deployment ARN: {arn}"))).ToList();
        var rows = new ServiceDeploymentRows(store, grains);
        var deployments = new List<ServiceDeploymentShape>();
        var failures = new List<FailureShape>();
        foreach (var (arn, deployment) in named)
        {
            if (!EcsNames.IsForeign(arn, caller.Scope) && await rows.Find(deployment, cancel) is var (found, service)) deployments.Add(ServiceDeploymentMapping.ToWire(found, service));
            else failures.Add(new() { Arn = arn, Reason = "MISSING" });
        }

        return new() { ServiceDeployments = deployments, Failures = failures };
    }
}
