using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Aws.Services.Iam;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>What ECS asks of IAM beyond the action on one resource. Source: service authorization reference, Amazon ECS.</summary>
internal static class EcsDemands
{
    /// <summary>An action on things of a cluster: <c>ecs:cluster</c> says which.</summary>
    public static AccessDemand InCluster(string action, string resource, string? cluster, Caller caller) =>
        new(action, resource) { Keys = IamDemands.Keys(("ecs:cluster", EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(cluster, caller.Scope)))) };

    /// <summary>An action on something of a service: <c>ecs:cluster</c> and <c>ecs:service</c> say which.</summary>
    public static AccessDemand InService(string action, string resource, string cluster, string service, Caller caller) => new(action, resource)
    {
        Keys = IamDemands.Keys(("ecs:cluster", EcsNames.ClusterArn(caller.Scope, cluster)), ("ecs:service", EcsNames.ServiceArn(caller.Scope, cluster, service))),
    };

    /// <param name="kind">See <see cref="EcsNames.OfService"/>.</param>
    /// <param name="arn">As the request has it.</param>
    public static AccessDemand OfService(string action, string kind, string? arn, Caller caller) =>
        EcsNames.OfService(kind, arn) is { } named ? InService(action, arn!, named.Cluster, named.Service, caller) : new(action, arn ?? "");

    /// <summary>The same demand with the capacity providers that a request names: <c>ecs:capacity-provider</c>, by ARN.</summary>
    public static AccessDemand Naming(this AccessDemand demand, IEnumerable<string?>? providers, AwsScope scope) => providers?.OfType<string>().ToList() is not { Count: > 0 } named ? demand : demand with
    {
        Keys = new Dictionary<string, IReadOnlyList<string>>(demand.Keys, StringComparer.Ordinal) { ["ecs:capacity-provider"] = [.. named.Select(p => EcsNames.CapacityProviderArn(scope, EcsNames.CapacityProviderName(p, scope)))] },
    };

    /// <summary>Who makes something with tags may tag it. Source: ECS developer guide, tagging authorization.</summary>
    /// <param name="resource">As it is before it has an id: <c>task/default/*</c>.</param>
    /// <returns>Nothing without tags.</returns>
    public static IEnumerable<AccessDemand> Tagging(string resource, IReadOnlyList<TagShape>? tags, string operation) =>
        tags is { Count: > 0 } ? [new("ecs:TagResource", resource) { RequestTags = Tags(tags), Keys = IamDemands.Keys(("ecs:CreateAction", operation)) }] : [];

    /// <summary>The roles of a definition, or of its overrides. One that is given by its name is judged with the path that it has.</summary>
    public static IEnumerable<AccessDemand> PassRoles(IStore store, Caller caller, params ReadOnlySpan<string?> roles)
    {
        var demands = new List<AccessDemand>();
        foreach (var role in roles)
            if (role is { Length: > 0 }) demands.Add(AccessDemand.PassRole(role.StartsWith("arn:", StringComparison.Ordinal) ? role : store.ArnOf(HolderKinds.Role, caller.Scope, role), TrustPolicy.Tasks));
        return demands.DistinctBy(d => d.Resource, StringComparer.Ordinal);
    }

    public static AccessDemand Run(string resource, RunTaskRequest request, TaskDefinitionRecord? definition, Caller caller)
    {
        var exec = request.EnableExecuteCommand ?? definition?.EnableExecuteCommand ?? false ? "true" : "false";
        var demand = InCluster("ecs:RunTask", resource, request.Cluster, caller);
        return (demand with { Keys = new Dictionary<string, IReadOnlyList<string>>(demand.Keys, StringComparer.Ordinal) { ["ecs:enable-execute-command"] = [exec] }, RequestTags = Tags(request.Tags) })
            .Naming(request.CapacityProviderStrategy?.Select(i => i.CapacityProvider), caller.Scope);
    }

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) => (tags ?? []).GroupBy(t => t.Key ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value ?? "", StringComparer.Ordinal);
}
