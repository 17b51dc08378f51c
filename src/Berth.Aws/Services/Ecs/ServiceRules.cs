using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Clusters;
using Berth.Domain.Profiles;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>What CreateService and UpdateService refuse from the request alone, in ECS's words (ECS API, CreateService and UpdateService). Settings are judged where they are read.</summary>
internal static class ServiceRules
{
    /// <summary>Source: ECS API, CreateService.clientToken.</summary>
    public const int ClientTokenLengthMax = 36;

    public static void Check(CreateServiceRequest request, ClusterRecord cluster, Quotas quotas)
    {
        if (!EcsNames.IsName(request.ServiceName!)) throw EcsErrors.InvalidParameter("Service name contains invalid characters.");
        CheckClientToken(request.ClientToken);
        if (request.SchedulingStrategy == "DAEMON") throw Daemon(request);
        CheckDesiredCount(request.DesiredCount ?? throw EcsErrors.InvalidParameter("DesiredCount is missing"), quotas);
        if (request.DeploymentController?.Type == "CODE_DEPLOY") throw CodeDeploy(request.LoadBalancers);
        if (!string.IsNullOrEmpty(request.Role)) throw EcsErrors.InvalidParameter("You cannot specify an IAM role for services that require a service linked role.");
        if (Controller(request.DeploymentController) == DeploymentController.External)
        {
            CheckBlank(
                ("TaskDefinition", !string.IsNullOrEmpty(request.TaskDefinition)), ("LaunchType", request.LaunchType is not null), ("PlatformVersion", request.PlatformVersion is not null),
                ("CapacityProviderStrategy", request.CapacityProviderStrategy is { Count: > 0 }), ("NetworkConfiguration", request.NetworkConfiguration is not null));
        }
        else if (string.IsNullOrEmpty(request.TaskDefinition))
        {
            throw EcsErrors.InvalidParameter("TaskDefinition can not be blank.");
        }

        FargateRules.CheckPlatformVersion(request.PlatformVersion);
        FargateRules.CheckPlacement(request.PlacementConstraints, request.PlacementStrategy);
        CheckGracePeriod(request.HealthCheckGracePeriodSeconds);
        CheckBalancers(request.LoadBalancers);
        CheckRegistries(request.ServiceRegistries);
        CheckConnect(request.ServiceConnectConfiguration, cluster);
        if (request.VolumeConfigurations is { Count: > 0 }) throw EcsErrors.NotYet("volumeConfigurations");
        if (request.VpcLatticeConfigurations is { Count: > 0 }) throw EcsErrors.NotYet("vpcLatticeConfigurations");
    }

    public static void Check(UpdateServiceRequest request, ServiceRecord service, ClusterRecord cluster, Quotas quotas)
    {
        if (request.DesiredCount is { } desired) CheckDesiredCount(desired, quotas);
        if (request.DeploymentController is { Type: var asked } && asked != TypeOf(service.DeploymentController)) throw EcsErrors.NotYet("changing the deployment controller of a service");
        if (service.DeploymentController == DeploymentController.External) CheckExternal(request);
        FargateRules.CheckPlatformVersion(request.PlatformVersion);
        FargateRules.CheckPlacement(request.PlacementConstraints, request.PlacementStrategy);
        CheckGracePeriod(request.HealthCheckGracePeriodSeconds);
        CheckBalancers(request.LoadBalancers);
        CheckRegistries(request.ServiceRegistries);
        CheckConnect(request.ServiceConnectConfiguration, cluster);
        if (request.VolumeConfigurations is { Count: > 0 }) throw EcsErrors.NotYet("volumeConfigurations");
        if (request.VpcLatticeConfigurations is { Count: > 0 }) throw EcsErrors.NotYet("vpcLatticeConfigurations");
    }

    /// <param name="shape">Null means ECS. Not of CODE_DEPLOY, which is refused before.</param>
    public static DeploymentController Controller(DeploymentControllerShape? shape) => shape?.Type == "EXTERNAL" ? DeploymentController.External : DeploymentController.Ecs;

    public static string TypeOf(DeploymentController controller) => controller switch
    {
        DeploymentController.Ecs => "ECS",
        DeploymentController.External => "EXTERNAL",
        _ => throw new ArgumentOutOfRangeException(nameof(controller), controller, "Unknown deployment controller."),
    };

    /// <summary>ASCII 33 to 126. Source: ECS API, clientToken.</summary>
    public static void CheckClientToken(string? token)
    {
        if (token is { Length: > ClientTokenLengthMax }) throw EcsErrors.InvalidParameter($"idempotency token longer than {ClientTokenLengthMax}.");
        if (token?.Any(c => c is < '!' or > '~') == true) throw EcsErrors.InvalidParameter("idempotency token contains invalid characters.");
    }

    private static void CheckDesiredCount(int desired, Quotas quotas)
    {
        if (desired < 0) throw EcsErrors.InvalidParameter("DesiredCount can not be lesser than 0");
        if (desired > quotas.TasksPerService) throw EcsErrors.InvalidParameter($"DesiredCount can not be greater than {quotas.TasksPerService}, the quota of tasks per service.");
    }

    /// <summary>A daemon has one task on each container instance, so that nothing is left of it on Fargate.</summary>
    private static AwsException Daemon(CreateServiceRequest request)
    {
        const string Daemons = "The daemon scheduling strategy does not support";
        if (request.DesiredCount is not null) return EcsErrors.InvalidParameter($"{Daemons} a desired count for services. Remove the desired count value and try again");
        if (request.DeploymentConfiguration?.MaximumPercent > 100) return EcsErrors.InvalidParameter($"{Daemons} values above 100 for maximumPercent");
        if (request.PlacementStrategy is { Count: > 0 }) return EcsErrors.InvalidParameter($"{Daemons} placement strategies");
        return request.LaunchType == "FARGATE"
            ? EcsErrors.InvalidParameter($"{Daemons} the FARGATE launch type. Change the launch type and try again")
            : EcsErrors.NotYet("the DAEMON scheduling strategy");
    }

    private static AwsException CodeDeploy(IReadOnlyList<LoadBalancerShape>? balancers) => balancers is { Count: > 0 }
        ? EcsErrors.NotYet("the CODE_DEPLOY deployment controller")
        : EcsErrors.InvalidParameter("When the deployment controller is CODE_DEPLOY, the service requires an Application Load Balancer or Network Load Balancer");

    /// <summary>What an EXTERNAL service runs, its task sets say. Source: ECS API, UpdateService.</summary>
    private static void CheckExternal(UpdateServiceRequest request)
    {
        CheckBlank(
            ("TaskDefinition", !string.IsNullOrEmpty(request.TaskDefinition)), ("PlatformVersion", request.PlatformVersion is not null), ("NetworkConfiguration", request.NetworkConfiguration is not null),
            ("CapacityProviderStrategy", request.CapacityProviderStrategy is not null), ("DeploymentConfiguration", request.DeploymentConfiguration is not null));
        if (request.ForceNewDeployment == true) throw EcsErrors.InvalidParameter("Cannot force a new deployment on services with an EXTERNAL deployment controller.");
    }

    private static void CheckBlank(params ReadOnlySpan<(string Member, bool Given)> members)
    {
        foreach (var (member, given) in members)
            if (given) throw EcsErrors.InvalidParameter($"{member} must be blank");
    }

    private static void CheckGracePeriod(int? seconds)
    {
        if (seconds < 0) throw EcsErrors.InvalidParameter("healthCheckGracePeriodSeconds must be at least 0");
    }

    public static void CheckBalancers(IReadOnlyList<LoadBalancerShape>? balancers)
    {
        foreach (var balancer in balancers ?? [])
        {
            if (string.IsNullOrEmpty(balancer.LoadBalancerName)) continue;
            throw EcsErrors.InvalidParameter(string.IsNullOrEmpty(balancer.TargetGroupArn)
                ? "Classic Load Balancers are not supported with Fargate"
                : "loadBalancerName and targetGroupArn cannot both be specified");
        }

        if (balancers is { Count: > 0 }) throw EcsErrors.NotYet("load balancers of services");
    }

    public static void CheckRegistries(IReadOnlyList<ServiceRegistryShape>? registries)
    {
        if (registries is { Count: > 1 }) throw EcsErrors.InvalidParameter("service registries can have at most 1 items");
        if (registries is { Count: > 0 }) throw EcsErrors.NotYet("service registries");
    }

    private static void CheckConnect(ServiceConnectConfigurationShape? connect, ClusterRecord cluster)
    {
        if (connect is not { Enabled: true }) return;
        throw string.IsNullOrEmpty(connect.Namespace) && cluster.ServiceConnectNamespace is null ? EcsErrors.InvalidParameter("Namespace is missing") : EcsErrors.NotYet("Service Connect");
    }
}
