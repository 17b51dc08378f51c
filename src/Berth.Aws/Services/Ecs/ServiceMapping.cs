using Berth.Aws.Services.Ecs.Wire;
using Berth.Aws.Services.Iam;
using Berth.Contracts.Services;
using Berth.Domain.Access;
using Berth.Domain.Deployments;
using Berth.Domain.Kernel;
using Berth.Domain.Placement;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>Services as the API shows them.</summary>
internal static class ServiceMapping
{
    public static ServiceShape ToWire(ServiceView view, AwsScope scope, bool withTags)
    {
        var service = view.Service;
        var revision = Shown(service);
        var external = service.DeploymentController == DeploymentController.External;
        return new()
        {
            ServiceArn = service.Arn,
            ServiceName = service.Name,
            ClusterArn = service.ClusterArn,
            LoadBalancers = [],
            ServiceRegistries = [],
            Status = Name(service.Status),
            DesiredCount = service.DesiredCount,
            RunningCount = view.Running,
            PendingCount = view.Pending,
            LaunchType = service.Settings.LaunchType,
            CapacityProviderStrategy = Strategy(service.Settings.CapacityProviderStrategy),
            PlatformVersion = revision?.PlatformVersion,
            PlatformFamily = revision is null ? null : "Linux",
            TaskDefinition = revision?.Definition.Arn,
            DeploymentConfiguration = DeploymentConfigurationMapping.ToWire(service.Settings, service.DeploymentController),
            TaskSets = external ? [.. service.TaskSets.Select(t => TaskSetMapping.ToWire(t, view))] : null,
            Deployments = [.. service.Deployments.Select(d => ToWire(d, view))],
            RoleArn = RoleArn(scope),
            Events = [.. view.Events.Events.Select(e => new ServiceEventShape { Id = e.Id, CreatedAt = e.CreatedAt, Message = e.Message })],
            CreatedAt = service.CreatedAt,
            CurrentServiceDeployment = service.ServiceDeployment?.Arn,
            CurrentServiceRevisions = external ? null : [.. service.Deployments.Select(d => Current(d, view))],
            PlacementConstraints = [],
            PlacementStrategy = [],
            NetworkConfiguration = revision is null ? null : RevisionMapping.Network(revision),
            HealthCheckGracePeriodSeconds = service.Settings.HealthCheckGracePeriodSeconds,
            SchedulingStrategy = "REPLICA",
            DeploymentController = new() { Type = ServiceRules.TypeOf(service.DeploymentController) },
            Tags = withTags ? EcsMapping.Tags(service.Tags) : null,
            CreatedBy = service.CreatedBy,
            EnableECSManagedTags = service.Settings.EnableEcsManagedTags,
            PropagateTags = service.Settings.PropagateTags,
            EnableExecuteCommand = service.Settings.EnableExecuteCommand,
            AvailabilityZoneRebalancing = service.Settings.AvailabilityZoneRebalancing ? "ENABLED" : "DISABLED",
        };
    }

    /// <summary>Null rather than empty: ECS shows a launch type or a strategy, never both.</summary>
    private static IReadOnlyList<CapacityProviderStrategyItemShape>? Strategy(IReadOnlyList<CapacityProviderShare> strategy) => strategy.Count == 0 ? null : CapacityProviderMapping.ToWire(strategy);

    private static DeploymentShape ToWire(Deployment deployment, ServiceView view)
    {
        var revision = view.Service.Revision(deployment.Revision);
        var counts = view.Of(deployment.Id);
        return new()
        {
            Id = deployment.Id,
            Status = deployment.Primary ? "PRIMARY" : "ACTIVE",
            TaskDefinition = revision.Definition.Arn,
            DesiredCount = Desired(deployment, view.Service),
            PendingCount = counts.Pending,
            RunningCount = counts.Running,
            FailedTasks = deployment.FailedTasks,
            CreatedAt = deployment.CreatedAt,
            UpdatedAt = deployment.UpdatedAt,
            CapacityProviderStrategy = Strategy(revision.CapacityProviderStrategy),
            LaunchType = revision.LaunchType,
            PlatformVersion = revision.TaskPlatformVersion,
            PlatformFamily = "Linux",
            NetworkConfiguration = RevisionMapping.Network(revision),
            RolloutState = Name(deployment.RolloutState),
            RolloutStateReason = deployment.RolloutStateReason,
        };
    }

    private static ServiceCurrentRevisionSummaryShape Current(Deployment deployment, ServiceView view)
    {
        var counts = view.Of(deployment.Id);
        return new()
        {
            Arn = view.Service.Revision(deployment.Revision).Arn,
            RequestedTaskCount = Desired(deployment, view.Service),
            RunningTaskCount = counts.Running,
            PendingTaskCount = counts.Pending,
        };
    }

    /// <summary>The PRIMARY one shall have all tasks; an older one what it still keeps.</summary>
    private static int Desired(Deployment deployment, ServiceRecord service) => deployment.Primary ? service.DesiredCount : deployment.KeptTasks;

    /// <summary>Of the PRIMARY deployment. A service that is INACTIVE has none, and still shows what it ran last, when that is known.</summary>
    private static ServiceRevision? Shown(ServiceRecord service) => service.Primary is { } primary
        ? service.Revision(primary.Revision)
        : service is { DeploymentController: DeploymentController.Ecs, Revisions: [.., var last] } ? last : null;

    /// <summary>The service-linked role, which every service on Fargate has.</summary>
    private static string RoleArn(AwsScope scope) => LinkedRoles.Of("ecs.amazonaws.com") is { } role ? IamNames.RoleArn(scope, role.Path, role.RoleName) : throw new InvalidOperationException("ECS has no service-linked role.");

    private static string Name(ServiceStatus status) => status switch
    {
        ServiceStatus.Active => "ACTIVE",
        ServiceStatus.Draining => "DRAINING",
        ServiceStatus.Inactive => "INACTIVE",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    private static string Name(RolloutState state) => state switch
    {
        RolloutState.InProgress => "IN_PROGRESS",
        RolloutState.Completed => "COMPLETED",
        RolloutState.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };
}
