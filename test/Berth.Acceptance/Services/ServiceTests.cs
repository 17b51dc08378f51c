using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Services;

/// <summary>Services with the stock CLI: what a service keeps, how it is updated, and what it says, on either engine.</summary>
public abstract class ServiceTests(BerthInstallation berth)
{
    private readonly Driving.Aws aws = berth.Aws;
    private readonly Scenery scenery = new(berth);
    private readonly ServiceScenery services = new(berth);

    [Fact]
    public async Task A_rolling_update_never_leaves_its_floor_and_ceiling_and_says_what_it_does_in_order()
    {
        var (image, role) = await scenery.Prepare("rolling");
        var first = await services.Checked("rolling", image, role);
        await services.Create("rolling", first, 4, "--deployment-configuration", "minimumHealthyPercent=75,maximumPercent=150", "--tags", "key=team,value=a", "--propagate-tags", "SERVICE", "--enable-ecs-managed-tags");
        var made = await services.UntilSteady("rolling");
        var firstDeployment = (string)made["deployments"]![0]!["id"]!;
        Assert.Collection(
            ServiceScenery.Said(made),
            said => Assert.Matches(@"^has started 4 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$", said),
            said => Assert.Equal($"(deployment {firstDeployment}) deployment completed.", said),
            said => Assert.Equal("has reached a steady state.", said));

        var second = await services.Checked("rolling", image, role);
        await services.Update("rolling", "--task-definition", second);
        var seen = await services.Watch("rolling", services.UntilSteady("rolling"));
        Assert.All(seen, s => Assert.True(s.Running >= 3 && s.Running + s.Pending <= 6, $"{s.Running} running, {s.Pending} pending"));
        await aws.Json("ecs", "wait", "services-stable", "--services", "rolling");

        var updated = await services.Describe("rolling");
        Assert.Equal((second, $"ECS deployment {updated["deployments"]![0]!["id"]} completed."), ((string)updated["taskDefinition"]!, (string)updated["deployments"]![0]!["rolloutStateReason"]!));
        Assert.Equal("has reached a steady state.", ServiceScenery.Said(updated)[^1]);
        var tasks = (await aws.Json(["ecs", "describe-tasks", "--include", "TAGS", "--tasks", .. await services.Tasks("rolling")]))["tasks"]!.AsArray();
        Assert.All(tasks, task =>
        {
            Assert.Equal((second, "service:rolling", (string)updated["deployments"]![0]!["id"]!), ((string)task!["taskDefinitionArn"]!, (string)task["group"]!, (string)task["startedBy"]!));
            Assert.Equal(["aws:ecs:clusterName=default", "aws:ecs:serviceName=rolling", "team=a"], task["tags"]!.AsArray().Select(t => $"{t!["key"]}={t["value"]}").Order(StringComparer.Ordinal));
        });
        Assert.All((await aws.Json("ecs", "describe-service-deployments", "--service-deployment-arns", await NewestDeployment("rolling")))["serviceDeployments"]!.AsArray(), d => Assert.Equal("SUCCESSFUL", (string)d!["status"]!));
        await Remove("rolling");
    }

    [Fact]
    public async Task Two_updates_in_a_row_end_on_the_last_and_a_scale_in_between_counts()
    {
        var (image, role) = await scenery.Prepare("twice");
        var definitions = new List<string>();
        for (var i = 0; i < 3; i++) definitions.Add(await services.Checked("twice", image, role));
        await services.Create("twice", definitions[0], 2);
        await services.UntilSteady("twice");
        await services.Update("twice", "--task-definition", definitions[1]);
        await services.Update("twice", "--desired-count", "3");
        var both = await services.Update("twice", "--task-definition", definitions[2]);
        Assert.Equal(["PRIMARY", "ACTIVE", "ACTIVE"], both["deployments"]!.AsArray().Select(d => (string)d!["status"]!));
        var steady = await services.UntilSteady("twice");
        Assert.Equal((definitions[2], 3), ((string)steady["taskDefinition"]!, (int)steady["runningCount"]!));
        foreach (var task in await services.Tasks("twice")) Assert.Equal(definitions[2], (string)(await services.Task(task))["taskDefinitionArn"]!);
        await Remove("twice");
    }

    [Fact]
    public async Task Scaling_to_zero_and_back_works_and_a_scaled_service_is_deleted_only_with_force()
    {
        var (image, role) = await scenery.Prepare("zero");
        var definition = await services.Checked("zero", image, role);
        await services.Create("zero", definition, 2);
        await services.UntilSteady("zero");
        var tasks = await services.Tasks("zero");
        await services.Update("zero", "--desired-count", "0");
        var none = await services.UntilSteady("zero");
        Assert.Contains(ServiceScenery.Said(none), said => said.StartsWith("has stopped 2 running tasks: (task ", StringComparison.Ordinal));
        var stopped = await services.Task(tasks[0]);
        Assert.Equal(("ServiceSchedulerInitiated", $"Scaling activity initiated by (deployment {none["deployments"]![0]!["id"]})"), ((string)stopped["stopCode"]!, (string)stopped["stoppedReason"]!));

        await services.Update("zero", "--desired-count", "1");
        await services.UntilSteady("zero");
        Assert.Contains("The service cannot be stopped while it is scaled above 0.", await aws.Refusal("ecs", "delete-service", "--service", "zero"), StringComparison.Ordinal);
        Assert.Contains("ClusterContainsServicesException", await aws.Refusal("ecs", "delete-cluster", "--cluster", "default"), StringComparison.Ordinal);
        await Remove("zero");
    }

    [Fact]
    public async Task A_bad_image_rolls_back_by_itself_and_the_service_shows_what_it_went_back_to()
    {
        var (image, role) = await scenery.Prepare("badimage");
        var good = await services.Checked("badimage", image, role);
        await services.Create("badimage", good, 2, "--deployment-configuration", "deploymentCircuitBreaker={enable=true,rollback=true},minimumHealthyPercent=100,maximumPercent=200");
        var before = (string)(await services.UntilSteady("badimage"))["deployments"]![0]!["id"]!;
        var tasks = await services.Tasks("badimage");
        var bad = await services.Checked("badimage", image[..^2] + ":absent", role);
        var failing = (string)(await services.Update("badimage", "--task-definition", bad))["deployments"]![0]!["id"]!;
        var after = await services.Until("badimage", s => ServiceScenery.IsSteady(s) && (string)s["deployments"]![0]!["id"]! == before);
        Assert.Equal((good, before), ((string)after["taskDefinition"]!, (string)after["deployments"]![0]!["id"]!));
        Assert.Equal(tasks.Order(), (await services.Tasks("badimage")).Order());
        var said = ServiceScenery.Said(after).ToList();
        Assert.Contains(said, s => s.StartsWith("was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ", StringComparison.Ordinal));
        var failed = said.IndexOf($"(deployment {failing}) deployment failed: tasks failed to start.");
        Assert.Equal($"rolling back to deployment {before}.", said[failed + 1]);
        Assert.Equal([$"(deployment {before}) deployment completed.", "has reached a steady state."], said.Skip(failed + 2).Where(s => !s.StartsWith("stopped ", StringComparison.Ordinal)));
        var history = (await aws.Json("ecs", "describe-service-deployments", "--service-deployment-arns", await NewestDeployment("badimage")))["serviceDeployments"]![0]!;
        Assert.Equal(("ROLLBACK_SUCCESSFUL", "Service deployment rolled back because the circuit breaker threshold was exceeded.", "TRIGGERED"), ((string)history["status"]!, (string)history["statusReason"]!, (string)history["deploymentCircuitBreaker"]!["status"]!));
        await Remove("badimage");
    }

    [Fact]
    public async Task A_crashing_image_rolls_back_and_without_rollback_stays_failed()
    {
        var (image, role) = await scenery.Prepare("crash");
        var good = await services.Checked("crash", image, role);
        await services.Create("crash", good, 1, "--deployment-configuration", "deploymentCircuitBreaker={enable=true,rollback=true},minimumHealthyPercent=100,maximumPercent=200");
        var before = (string)(await services.UntilSteady("crash"))["deployments"]![0]!["id"]!;
        var bad = await services.Checked("crash", image, role, "sleep 0.2; exit 1", change: container => Scenery.Tell(container, "EXIT", "0.2:1"));
        await services.Update("crash", "--task-definition", bad);
        var after = await services.Until("crash", s => ServiceScenery.IsSteady(s) && (string)s["deployments"]![0]!["id"]! == before);
        Assert.Equal(good, (string)after["taskDefinition"]!);

        await services.Update("crash", "--task-definition", bad, "--deployment-configuration", "deploymentCircuitBreaker={enable=true,rollback=false}");
        var stalled = await services.Until("crash", s => (string)s["deployments"]![0]!["rolloutState"]! == "FAILED");
        Assert.Equal("ECS deployment circuit breaker: tasks failed to start.", (string)stalled["deployments"]![0]!["rolloutStateReason"]!);
        Assert.Equal((1, 2), ((int)stalled["runningCount"]!, stalled["deployments"]!.AsArray().Count));
        await Remove("crash");
    }

    [Fact]
    public async Task A_task_that_is_stopped_an_unhealthy_one_and_an_interrupted_one_are_replaced()
    {
        var (image, role) = await scenery.Prepare("heal");
        var definition = await services.Checked("heal", image, role, "sleep 20; touch /sick; sleep 600", "healthy,20:unhealthy");
        await aws.Json("ecs", "put-cluster-capacity-providers", "--cluster", "default", "--capacity-providers", "FARGATE", "FARGATE_SPOT", "--default-capacity-provider-strategy", "[]");
        await services.Create("heal", definition, 2, "--capacity-provider-strategy", "capacityProvider=FARGATE_SPOT,weight=1");
        await services.UntilSteady("heal");
        var first = await services.Tasks("heal");
        await aws.Json("ecs", "stop-task", "--task", first[0], "--reason", "killed by hand");
        var interrupted = await berth.Run("interrupt", "--task", first[1], "--warning", "5");
        Assert.True(interrupted.ExitCode == 0, interrupted.ToString());
        var second = await Look.Until(() => services.Tasks("heal"), tasks => tasks.Count == 2 && !tasks.Intersect(first, StringComparer.Ordinal).Any());
        Assert.Empty(second.Intersect(first));
        var warned = await services.Task(first[1]);
        Assert.Equal(("SpotInterruption", "Your Spot Task was interrupted.", "STOPPED"), ((string)warned["stopCode"]!, (string)warned["stoppedReason"]!, (string)warned["desiredStatus"]!));
        Assert.Equal(("FARGATE_SPOT", "UserInitiated", "killed by hand"), ((string)warned["capacityProviderName"]!, (string)(await services.Task(first[0]))["stopCode"]!, (string)(await services.Task(first[0]))["stoppedReason"]!));

        var replaced = await services.Until("heal", s => ServiceScenery.Said(s).Any(said => said.Contains("replaced", StringComparison.Ordinal)));
        Assert.Contains(ServiceScenery.Said(replaced), said => System.Text.RegularExpressions.Regex.IsMatch(said, @"^\(task [0-9a-f]{32}\) failed container health checks\.$"));
        Assert.Contains(ServiceScenery.Said(replaced), said => System.Text.RegularExpressions.Regex.IsMatch(said, @"Amazon ECS replaced [12] tasks due to an unhealthy status\.$"));
        await Remove("heal");
    }

    [Fact]
    public async Task A_quota_that_is_reached_is_said_and_the_service_is_whole_once_there_is_room()
    {
        var (image, role) = await scenery.Prepare("quota");
        var definition = await services.Checked("quota", image, role);
        var before = (double)(await aws.Json("service-quotas", "get-service-quota", "--service-code", "fargate", "--quota-code", "L-3032A538"))["Quota"]!["Value"]!;
        await aws.Json("service-quotas", "request-service-quota-increase", "--service-code", "fargate", "--quota-code", "L-3032A538", "--desired-value", "0");
        await services.Create("quota", definition, 1);
        await services.Until("quota", s => ServiceScenery.Said(s).Contains("was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently"));
        await aws.Json("service-quotas", "request-service-quota-increase", "--service-code", "fargate", "--quota-code", "L-3032A538", "--desired-value", $"{before}");
        await services.UntilSteady("quota");
        await Remove("quota");
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_deployment_goes_on_with_it()
    {
        var (image, role) = await scenery.Prepare("midway");
        await services.Create("midway", await services.Checked("midway", image, role), 3);
        await services.UntilSteady("midway");
        var second = await services.Checked("midway", image, role);
        await services.Update("midway", "--task-definition", second);
        await services.Until("midway", s => (int)s["runningCount"]! + (int)s["pendingCount"]! > 3);
        Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
        var up = await berth.Up();
        Assert.True(up.ExitCode == 0, up.ToString());
        var steady = await services.UntilSteady("midway");
        Assert.Equal((second, 3), ((string)steady["taskDefinition"]!, (await services.Tasks("midway")).Count));
        await Remove("midway");
    }

    private async Task<string> NewestDeployment(string name) =>
        (string)(await aws.Json("ecs", "list-service-deployments", "--service", name))["serviceDeployments"]![0]!["serviceDeploymentArn"]!;

    private async Task Remove(string name)
    {
        var draining = (await aws.Json("ecs", "delete-service", "--service", name, "--force"))["service"]!;
        Assert.Equal("DRAINING", (string)draining["status"]!);
        await services.Until(name, s => (string)s["status"]! == "INACTIVE");
        Assert.DoesNotContain((await aws.Json("ecs", "list-services"))["serviceArns"]!.AsArray(), arn => ((string)arn!).EndsWith("/" + name, StringComparison.Ordinal));
    }
}

public sealed class RealServiceTests(BerthInstallation berth) : ServiceTests(berth), IClassFixture<BerthInstallation>;

public sealed class SimulatedServiceTests(SimulatedInstallation berth) : ServiceTests(berth), IClassFixture<SimulatedInstallation>;
