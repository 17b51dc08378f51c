using System.Text;
using System.Text.Json.Nodes;
using Berth.Aws.Protocols;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Domain.Services;
using Berth.Testing.Records;

namespace Berth.Aws.Tests.Services.Ecs;

/// <summary>What CreateService and UpdateService refuse before anything is looked up, as tables. Requests are given as changes of one that is right.</summary>
public sealed class ServiceRulesTests
{
    private const string NotYet = " yet. Leave it out, or see SCOPE.md for what it does.";

    private static readonly Profile Handbook = SampleProfiles.Read("handbook");

    private static readonly ClusterRecord Cluster = new() { Name = "default", Arn = AwsScope.Default.Arn("ecs", "cluster/default"), CapacityProviders = ["FARGATE", "FARGATE_SPOT"] };

    public static TheoryData<string, string> CreateRefusals => new()
    {
        { """{"serviceName":"no spaces"}""", "Service name contains invalid characters." },
        { """{"serviceName":""}""", "Service name contains invalid characters." },
        { """{"clientToken":"0123456789012345678901234567890123456"}""", "idempotency token longer than 36." },
        { """{"clientToken":"a b"}""", "idempotency token contains invalid characters." },
        { """{"desiredCount":null}""", "DesiredCount is missing" },
        { """{"desiredCount":-1}""", "DesiredCount can not be lesser than 0" },
        { """{"desiredCount":5001}""", "DesiredCount can not be greater than 5000, the quota of tasks per service." },
        { """{"taskDefinition":null}""", "TaskDefinition can not be blank." },
        { """{"launchType":"EC2"}""", "No Container Instances were found in your cluster." },
        { """{"launchType":null}""", "No Container Instances were found in your cluster." },
        { """{"launchType":"EC2","platformVersion":"1.4.0"}""", "The platform version must be null when specifying an EC2 launch type" },
        { """{"platformVersion":"9.9.9"}""", "The specified platform version does not exist." },
        { """{"capacityProviderStrategy":[{"capacityProvider":"FARGATE","weight":1}]}""", "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again." },
        { """{"launchType":null,"capacityProviderStrategy":[{"capacityProvider":"FARGATE"}]}""", "There are no capacity providers in the capacity provider strategy with a weight value greater than zero" },
        {
            """{"launchType":null,"capacityProviderStrategy":[{"capacityProvider":"FARGATE","weight":1,"base":1},{"capacityProvider":"FARGATE_SPOT","weight":1,"base":1}]}""",
            "There are multiple capacity providers in the specified capacity provider strategy with a base value defined"
        },
        { """{"schedulingStrategy":"DAEMON"}""", "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again" },
        { """{"schedulingStrategy":"DAEMON","desiredCount":null,"deploymentConfiguration":{"maximumPercent":150}}""", "The daemon scheduling strategy does not support values above 100 for maximumPercent" },
        { """{"schedulingStrategy":"DAEMON","desiredCount":null,"placementStrategy":[{"type":"random"}]}""", "The daemon scheduling strategy does not support placement strategies" },
        { """{"schedulingStrategy":"DAEMON","desiredCount":null}""", "The daemon scheduling strategy does not support the FARGATE launch type. Change the launch type and try again" },
        { """{"schedulingStrategy":"DAEMON","desiredCount":null,"launchType":"EC2"}""", "Berth does not do the DAEMON scheduling strategy" + NotYet },
        { """{"placementConstraints":[{"type":"distinctInstance"}]}""", "Placement constraints are not supported with FARGATE launch type." },
        { """{"placementStrategy":[{"type":"random"}]}""", "Placement strategies are not supported with FARGATE launch type." },
        { """{"role":"ecsServiceRole"}""", "You cannot specify an IAM role for services that require a service linked role." },
        { """{"deploymentController":{"type":"CODE_DEPLOY"}}""", "When the deployment controller is CODE_DEPLOY, the service requires an Application Load Balancer or Network Load Balancer" },
        { """{"deploymentController":{"type":"CODE_DEPLOY"},"loadBalancers":[{"targetGroupArn":"arn"}]}""", "Berth does not do the CODE_DEPLOY deployment controller" + NotYet },
        { """{"deploymentController":{"type":"EXTERNAL"}}""", "TaskDefinition must be blank" },
        { """{"deploymentController":{"type":"EXTERNAL"},"taskDefinition":null}""", "LaunchType must be blank" },
        { """{"deploymentController":{"type":"EXTERNAL"},"taskDefinition":null,"launchType":null,"networkConfiguration":{}}""", "NetworkConfiguration must be blank" },
        {
            """{"deploymentController":{"type":"EXTERNAL"},"taskDefinition":null,"launchType":null,"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":true}}}""",
            "The deployment circuit breaker can only be used with the ECS deployment controller."
        },
        {
            """{"deploymentController":{"type":"EXTERNAL"},"taskDefinition":null,"launchType":null,"availabilityZoneRebalancing":"ENABLED"}""",
            "Berth does not do availabilityZoneRebalancing with the EXTERNAL deployment controller" + NotYet
        },
        { """{"deploymentConfiguration":{"minimumHealthyPercent":101}}""", "minimumHealthyPercent must be at most 100" },
        { """{"deploymentConfiguration":{"minimumHealthyPercent":-1}}""", "minimumHealthyPercent must be at least 0" },
        { """{"deploymentConfiguration":{"maximumPercent":99}}""", "maximumPercent must be at least 100" },
        { """{"deploymentConfiguration":{"maximumPercent":201}}""", "maximumPercent must be at most 200" },
        { """{"deploymentConfiguration":{"minimumHealthyPercent":100,"maximumPercent":100}}""", "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments" },
        { """{"deploymentConfiguration":{"maximumPercent":100},"availabilityZoneRebalancing":"ENABLED"}""", "AvailabilityZoneRebalancing does not support maximumPercent <= 100" },
        { """{"deploymentConfiguration":{"strategy":"BLUE_GREEN"}}""", "Berth does not do the deployment strategy BLUE_GREEN" + NotYet },
        { """{"deploymentConfiguration":{"bakeTimeInMinutes":5}}""", "Berth does not do bakeTimeInMinutes" + NotYet },
        { """{"deploymentConfiguration":{"lifecycleHooks":[{}]}}""", "Berth does not do lifecycleHooks" + NotYet },
        { """{"deploymentConfiguration":{"linearConfiguration":{}}}""", "Berth does not do linearConfiguration" + NotYet },
        { """{"deploymentConfiguration":{"canaryConfiguration":{}}}""", "Berth does not do canaryConfiguration" + NotYet },
        {
            """{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":true,"thresholdConfiguration":{"type":"BOUNDED_PERCENT","value":101}}}}""",
            "Invalid deployment circuit breaker threshold value."
        },
        { """{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":true,"thresholdConfiguration":{"type":"COUNT","value":0}}}}""", "Invalid deployment circuit breaker threshold value." },
        { """{"deploymentConfiguration":{"alarms":{"alarmNames":[],"enable":true,"rollback":true}}}""", "alarmNames can not be empty when deployment alarms are enabled." },
        { """{"deploymentConfiguration":{"alarms":{"alarmNames":["a","a"],"enable":true,"rollback":true}}}""", "alarmNames can not contain duplicates." },
        { """{"healthCheckGracePeriodSeconds":-1}""", "healthCheckGracePeriodSeconds must be at least 0" },
        { """{"loadBalancers":[{"loadBalancerName":"old"}]}""", "Classic Load Balancers are not supported with Fargate" },
        { """{"loadBalancers":[{"loadBalancerName":"old","targetGroupArn":"arn"}]}""", "loadBalancerName and targetGroupArn cannot both be specified" },
        { """{"loadBalancers":[{"targetGroupArn":"arn"}]}""", "Berth does not do load balancers of services" + NotYet },
        { """{"serviceRegistries":[{"registryArn":"a"},{"registryArn":"b"}]}""", "service registries can have at most 1 items" },
        { """{"serviceRegistries":[{"registryArn":"a"}]}""", "Berth does not do service registries" + NotYet },
        { """{"serviceConnectConfiguration":{"enabled":true}}""", "Namespace is missing" },
        { """{"serviceConnectConfiguration":{"enabled":true,"namespace":"shop"}}""", "Berth does not do Service Connect" + NotYet },
        { """{"volumeConfigurations":[{"name":"data"}]}""", "Berth does not do volumeConfigurations" + NotYet },
        { """{"vpcLatticeConfigurations":[{"roleArn":"r","targetGroupArn":"t","portName":"p"}]}""", "Berth does not do vpcLatticeConfigurations" + NotYet },
    };

    [Theory]
    [MemberData(nameof(CreateRefusals))]
    public void A_service_that_cannot_be_is_refused_in_the_words_of_ecs(string change, string message) => Assert.Equal(message, Assert.Throws<AwsException>(() => Create(change)).Message);

    public static TheoryData<string, DeploymentController, string> UpdateRefusals => new()
    {
        { """{"desiredCount":-1}""", DeploymentController.Ecs, "DesiredCount can not be lesser than 0" },
        { """{"desiredCount":5001}""", DeploymentController.Ecs, "DesiredCount can not be greater than 5000, the quota of tasks per service." },
        { """{"deploymentController":{"type":"EXTERNAL"}}""", DeploymentController.Ecs, "Berth does not do changing the deployment controller of a service" + NotYet },
        { """{"platformVersion":"1.3.0"}""", DeploymentController.Ecs, "The specified platform version does not exist." },
        { """{"deploymentConfiguration":{"maximumPercent":100}}""", DeploymentController.Ecs, "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments" },
        { """{"availabilityZoneRebalancing":"ENABLED","deploymentConfiguration":{"minimumHealthyPercent":0,"maximumPercent":100}}""", DeploymentController.Ecs, "AvailabilityZoneRebalancing does not support maximumPercent <= 100" },
        { """{"capacityProviderStrategy":[{"capacityProvider":"other","weight":1}]}""", DeploymentController.Ecs, "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again." },
        { """{"loadBalancers":[{"targetGroupArn":"arn"}]}""", DeploymentController.Ecs, "Berth does not do load balancers of services" + NotYet },
        { """{"healthCheckGracePeriodSeconds":-1}""", DeploymentController.External, "healthCheckGracePeriodSeconds must be at least 0" },
        { """{"taskDefinition":"web"}""", DeploymentController.External, "TaskDefinition must be blank" },
        { """{"networkConfiguration":{}}""", DeploymentController.External, "NetworkConfiguration must be blank" },
        { """{"platformVersion":"1.4.0"}""", DeploymentController.External, "PlatformVersion must be blank" },
        { """{"capacityProviderStrategy":[]}""", DeploymentController.External, "CapacityProviderStrategy must be blank" },
        { """{"deploymentConfiguration":{}}""", DeploymentController.External, "DeploymentConfiguration must be blank" },
        { """{"forceNewDeployment":true}""", DeploymentController.External, "Cannot force a new deployment on services with an EXTERNAL deployment controller." },
    };

    [Theory]
    [MemberData(nameof(UpdateRefusals))]
    public void A_change_that_cannot_be_is_refused_in_the_words_of_ecs(string change, DeploymentController controller, string message) =>
        Assert.Equal(message, Assert.Throws<AwsException>(() => Update(change, Service(controller, new() { MinimumHealthyPercent = 100, MaximumPercent = 200, LaunchType = "FARGATE" }))).Message);

    [Fact]
    public void What_is_empty_asks_for_nothing() => Create("""{"loadBalancers":[],"serviceRegistries":[],"placementConstraints":[],"placementStrategy":[],"volumeConfigurations":[],"serviceConnectConfiguration":{"enabled":false},"deploymentConfiguration":{"strategy":"ROLLING","lifecycleHooks":[]}}""");

    [Theory]
    [InlineData("handbook", 50, 200)]
    [InlineData("aws", 100, 200)]
    public void A_new_service_has_the_defaults_of_the_profile_and_of_ecs(string profile, int minimum, int maximum)
    {
        var settings = Create("{}", SampleProfiles.Read(profile).ServiceDefaults);
        Assert.Equal((minimum, maximum, true), (settings.MinimumHealthyPercent, settings.MaximumPercent, settings.AvailabilityZoneRebalancing));
        Assert.Equal((0, "NONE", false, false), (settings.HealthCheckGracePeriodSeconds, settings.PropagateTags, settings.EnableEcsManagedTags, settings.EnableExecuteCommand));
        Assert.Equal(("FARGATE", 0), (settings.LaunchType, settings.CapacityProviderStrategy.Count));
        Assert.Equal(new CircuitBreakerSettings(), settings.CircuitBreaker);
        Assert.Null(settings.Alarms);
    }

    [Fact]
    public void Zones_are_not_rebalanced_where_there_is_no_room_for_one_more_task() =>
        Assert.False(Create("""{"deploymentConfiguration":{"minimumHealthyPercent":50,"maximumPercent":100}}""").AvailabilityZoneRebalancing);

    [Fact]
    public void The_clusters_default_strategy_holds_when_neither_launch_type_nor_strategy_is_named()
    {
        var spot = Cluster with { DefaultCapacityProviderStrategy = [new("FARGATE_SPOT", 0, 1)] };
        var settings = Create("""{"launchType":null}""", cluster: spot);
        Assert.Equal((null, "FARGATE_SPOT"), (settings.LaunchType, settings.CapacityProviderStrategy.Single().Provider));
        Assert.Empty(Create("{}", cluster: spot).CapacityProviderStrategy);
    }

    [Fact]
    public void The_circuit_breakers_members_of_2026_are_read_and_stay_when_an_update_leaves_them_out()
    {
        var settings = Create("""{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":false,"resetOnHealthyTask":false,"thresholdConfiguration":{"type":"COUNT","value":7}}}}""");
        Assert.Equal(new() { Enable = true, ThresholdType = "COUNT", ThresholdValue = 7, ResetOnHealthyTask = false }, settings.CircuitBreaker);
        var changed = Update("""{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":true}}}""", Service(DeploymentController.Ecs, settings))!;
        Assert.Equal(settings.CircuitBreaker with { Rollback = true }, changed.CircuitBreaker);
    }

    [Fact]
    public void An_update_changes_what_it_names_and_leaves_the_rest()
    {
        var now = Create("""{"healthCheckGracePeriodSeconds":30,"propagateTags":"SERVICE","enableExecuteCommand":true,"deploymentConfiguration":{"alarms":{"alarmNames":["hot"],"enable":true,"rollback":false}}}""");
        var service = Service(DeploymentController.Ecs, now);
        Assert.Null(Update("""{"desiredCount":3,"forceNewDeployment":true,"taskDefinition":"web:2"}""", service));
        Assert.Equal(now with { MaximumPercent = 150 }, Update("""{"deploymentConfiguration":{"maximumPercent":150}}""", service));
        Assert.Equal(now with { HealthCheckGracePeriodSeconds = 5 }, Update("""{"healthCheckGracePeriodSeconds":5}""", service));
        Assert.Equal(now with { PropagateTags = "NONE", EnableExecuteCommand = false, EnableEcsManagedTags = true }, Update("""{"propagateTags":"NONE","enableExecuteCommand":false,"enableECSManagedTags":true}""", service));
        Assert.False(Update("""{"deploymentConfiguration":{"maximumPercent":100}}""", service)!.AvailabilityZoneRebalancing);
    }

    [Fact]
    public void A_strategy_takes_the_place_of_the_launch_type_and_an_empty_one_goes_back_to_it()
    {
        var spot = Update("""{"capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1}]}""", Service(DeploymentController.Ecs, Create("{}")))!;
        Assert.Equal((null, 1), (spot.LaunchType, spot.CapacityProviderStrategy.Count));
        var back = Update("""{"capacityProviderStrategy":[]}""", Service(DeploymentController.Ecs, spot))!;
        Assert.Equal(("FARGATE", 0), (back.LaunchType, back.CapacityProviderStrategy.Count));
    }

    private static ServiceSettings Create(string change, ServiceDefaults? defaults = null, ClusterRecord? cluster = null)
    {
        var request = Read("""{"serviceName":"web","taskDefinition":"web","desiredCount":2,"launchType":"FARGATE"}""", change, CreateServiceRequest.Read);
        ServiceRules.Check(request, cluster ?? Cluster, Handbook.Quotas);
        return ServiceSettingsMapping.Read(request, null, cluster ?? Cluster, defaults ?? Handbook.ServiceDefaults, AwsScope.Default);
    }

    private static ServiceSettings? Update(string change, ServiceRecord service)
    {
        var request = Read("""{"service":"web"}""", change, UpdateServiceRequest.Read);
        ServiceRules.Check(request, service, Cluster, Handbook.Quotas);
        return ServiceSettingsMapping.Change(service, request, Cluster, AwsScope.Default);
    }

    private static ServiceRecord Service(DeploymentController controller, ServiceSettings settings) => new()
    {
        Name = "web",
        Arn = AwsScope.Default.Arn("ecs", "service/default/web"),
        ClusterName = Cluster.Name,
        ClusterArn = Cluster.Arn,
        DeploymentController = controller,
        Settings = settings,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static T Read<T>(string basis, string change, Func<WireNode, T> read)
    {
        var json = JsonNode.Parse(basis)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) json[name] = value?.DeepClone();
        return read(JsonProtocol.Instance.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), new Dictionary<string, string>(), []));
    }
}
