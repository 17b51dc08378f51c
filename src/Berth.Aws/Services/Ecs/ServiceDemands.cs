using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.Services.Ecs;

/// <summary>What the operations on services ask of IAM. Source: service authorization reference, Amazon ECS.</summary>
internal static class ServiceDemands
{
    public static AccessDemand Of(string action, ServiceReference service, Caller caller) => EcsDemands.InCluster(action, service.Arn(caller.Scope), service.Cluster, caller);

    /// <param name="definition">The revision that will run; null when none was found, or none is named.</param>
    public static AccessDemand Create(ServiceReference service, CreateServiceRequest request, TaskDefinitionRecord? definition, Caller caller)
    {
        var demand = Of("ecs:CreateService", service, caller) with { RequestTags = EcsDemands.Tags(request.Tags) };
        return With(
            demand,
            [
                .. Definition(request.TaskDefinition, definition, caller), .. Network(request.NetworkConfiguration), .. Strategy(request.CapacityProviderStrategy, caller),
                ("ecs:enable-execute-command", [Bool(request.EnableExecuteCommand ?? definition?.EnableExecuteCommand ?? false)]),
                ("ecs:enable-ecs-managed-tags", [Bool(request.EnableECSManagedTags ?? false)]),
                ("ecs:propagate-tags", [request.PropagateTags ?? "NONE"]),
            ]);
    }

    /// <summary>Only of what the request changes.</summary>
    /// <param name="definition">The revision that will run; null when none was found, or none is named.</param>
    public static AccessDemand Update(ServiceReference service, UpdateServiceRequest request, TaskDefinitionRecord? definition, Caller caller) => With(
        Of("ecs:UpdateService", service, caller),
        [
            .. Definition(request.TaskDefinition, definition, caller), .. Network(request.NetworkConfiguration), .. Strategy(request.CapacityProviderStrategy, caller),
            ("ecs:enable-execute-command", request.EnableExecuteCommand is { } exec ? [Bool(exec)] : []),
            ("ecs:enable-ecs-managed-tags", request.EnableECSManagedTags is { } managed ? [Bool(managed)] : []),
            ("ecs:propagate-tags", request.PropagateTags is { } propagate ? [propagate] : []),
        ]);

    /// <summary>On a task set that has no id yet: <c>task-set/CLUSTER/SERVICE/*</c>.</summary>
    /// <param name="definition">The revision that will run; null when none was found.</param>
    public static AccessDemand CreateTaskSet(ServiceReference service, CreateTaskSetRequest request, TaskDefinitionRecord? definition, Caller caller) => With(
        EcsDemands.InService("ecs:CreateTaskSet", EcsNames.TaskSetArn(caller.Scope, service.Cluster, service.Name, "*"), service.Cluster, service.Name, caller) with { RequestTags = EcsDemands.Tags(request.Tags) },
        [.. Definition(request.TaskDefinition, definition, caller), .. Network(request.NetworkConfiguration), .. Strategy(request.CapacityProviderStrategy, caller)]);

    private static IEnumerable<(string, IReadOnlyList<string>)> Definition(string? named, TaskDefinitionRecord? definition, Caller caller) =>
        string.IsNullOrEmpty(named) ? [] :
        [
            ("ecs:task-definition", [definition?.Arn ?? EcsNames.DefinitionArn(named, caller.Scope)]),
            ("ecs:task-cpu", definition?.CpuUnits is { } cpu ? [cpu.ToString(CultureInfo.InvariantCulture)] : []),
            ("ecs:task-memory", definition?.MemoryMib is { } memory ? [memory.ToString(CultureInfo.InvariantCulture)] : []),
        ];

    private static IEnumerable<(string, IReadOnlyList<string>)> Network(NetworkConfigurationShape? network) => network?.AwsvpcConfiguration is not { } asked ? [] :
        [("ecs:subnet", asked.Subnets ?? []), ("ecs:auto-assign-public-ip", [Bool(asked.AssignPublicIp == "ENABLED")])];

    private static IEnumerable<(string, IReadOnlyList<string>)> Strategy(IReadOnlyList<CapacityProviderStrategyItemShape>? strategy, Caller caller) =>
        [("ecs:capacity-provider", [.. CapacityProviderMapping.Read(strategy, caller.Scope).Select(s => EcsNames.CapacityProviderArn(caller.Scope, s.Provider))])];

    private static string Bool(bool value) => value ? "true" : "false";

    /// <summary>A key without values is none.</summary>
    private static AccessDemand With(AccessDemand demand, params IEnumerable<(string Name, IReadOnlyList<string> Values)> keys)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(demand.Keys, StringComparer.Ordinal);
        foreach (var (name, values) in keys)
            if (values.Count > 0) all[name] = values;
        return demand with { Keys = all };
    }
}
