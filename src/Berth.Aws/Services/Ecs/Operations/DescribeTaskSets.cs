using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Deployments;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Describes the task sets named, or all of the service.</summary>
internal sealed class DescribeTaskSets(IGrainFactory grains) : IOperation<DescribeTaskSetsRequest, DescribeTaskSetsResponse>
{
    /// <summary>As of other things that are described. Source: ECS API, DescribeTasks.</summary>
    private const int TaskSetsMax = 100;

    public static string Action => "ecs:DescribeTaskSets";

    public string Resource(DescribeTaskSetsRequest request, Caller caller) => TaskSetReference.Of(request.Cluster, request.Service, "*", caller.Scope).Arn(caller.Scope);

    public IReadOnlyList<AccessDemand>? Demands(DescribeTaskSetsRequest request, Caller caller) =>
        [.. (request.TaskSets is { Count: > 0 } named ? named : ["*"]).Select(t => TaskSetReference.Of(request.Cluster, request.Service, t, caller.Scope).Demand(Action, caller)).DistinctBy(d => d.Resource, StringComparer.Ordinal)];

    public async Task<DescribeTaskSetsResponse> Handle(DescribeTaskSetsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.TaskSets is { Count: > TaskSetsMax }) throw EcsErrors.InvalidParameter($"taskSets can have at most {TaskSetsMax} items.");
        await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var (_, service) = await ServiceReference.Of(request.Cluster, request.Service, caller.Scope).Require(grains);
        if (service.Service.Status != ServiceStatus.Active) throw EcsErrors.From(ServiceRefusal.NotActive);
        if (service.Service.DeploymentController != DeploymentController.External) throw EcsErrors.From(ServiceRefusal.WrongController);
        var withTags = request.Include?.Contains("TAGS", StringComparer.Ordinal) == true;
        var there = service.Service.TaskSets;
        if (request.TaskSets is not { Count: > 0 } asked) return new() { TaskSets = [.. there.Select(t => TaskSetMapping.ToWire(t, service, withTags))], Failures = [] };
        var named = asked.Distinct(StringComparer.Ordinal).Select(given => (Given: given, Set: there.FirstOrDefault(t => t.Id == TaskSetReference.Of(request.Cluster, request.Service, given, caller.Scope).Id))).ToList();
        return new()
        {
            TaskSets = [.. named.Select(n => n.Set).OfType<TaskSet>().Select(t => TaskSetMapping.ToWire(t, service, withTags))],
            Failures = [.. named.Where(n => n.Set is null).Select(n => new FailureShape
            {
                Arn = n.Given.StartsWith("arn:", StringComparison.Ordinal) ? n.Given : TaskSetReference.Of(request.Cluster, request.Service, n.Given, caller.Scope).Arn(caller.Scope), Reason = "MISSING",
            })],
        };
    }
}
