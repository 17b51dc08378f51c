using System.Text.RegularExpressions;
using Berth.Contracts.Clusters;
using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using static Berth.Cluster.Tests.Services.ServiceScene;

namespace Berth.Cluster.Tests.Services;

public sealed partial class ServiceGrainTests : IAsyncLifetime
{
    private ServiceScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await Start();

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task A_service_is_durable_when_it_is_acknowledged_and_its_tasks_start_and_settle()
    {
        var made = await scene.Create();
        Assert.Contains("service/default/web", scene.Store.Keys);
        Assert.Equal((ServiceStatus.Active, 1L), (made.Service.Status, made.Service.Generation));
        var steady = await scene.UntilSteady();
        Assert.Equal((2, 0), (steady.Running, steady.Pending));
        Assert.Equal(2, steady.Of(steady.Service.Primary!.Id).Running);
        var id = steady.Service.Primary.Id;
        Assert.Equal(
            ["(service web) has started 2 tasks: (task T) (task T).", $"(service web) (deployment {id}) deployment completed.", "(service web) has reached a steady state."],
            Messages(steady).Select(m => TaskIds().Replace(m, "(task T)")));
        Assert.Equal(steady.Events.Events.Count, steady.Events.Events.Select(e => e.Id).Distinct().Count());
        Assert.All(await scene.Tasks(), t => Assert.Equal((id, "service:web", "web"), (t.StartedBy, t.Group, t.ServiceName)));
    }

    [Fact]
    public async Task What_was_to_be_stopped_is_thought_over_when_the_wish_changes_while_tasks_start()
    {
        await scene.Create(SampleServices.Draft(settings: SampleServices.Settings with { MinimumHealthyPercent = 50 }));
        await scene.UntilSteady();
        var (gate, before) = (new TaskCompletionSource(), Starts());
        scene.Berth.Calls.Held = method => method == "StartServiceTasks" ? gate.Task : null;
        await scene.Update(2);
        await Testing.Time.Eventually.Become(() => Task.FromResult(Starts()), starts => starts > before, scene.Berth.Calls.Changed);
        Accepted(await scene.Service.Change(new(new(4, null, null, false, 0))));
        gate.SetResult();

        // Half of four are the two that were there: neither may go before others are healthy.
        await scene.Until(v => v.Running == 6 || v.Events.Events.Any(e => e.Message.Contains("has stopped", StringComparison.Ordinal)));
        Assert.DoesNotContain(await scene.Tasks(), t => t.StopDesired);

        int Starts() => scene.Berth.Calls.Of<IClusterGrain>("StartServiceTasks").Count;
    }

    [Fact]
    public async Task The_same_request_gives_what_is_there_and_another_of_the_name_conflicts()
    {
        var made = await scene.Create();
        Assert.Equal(made.Service.Primary!.Id, Accepted(await scene.Service.Create(new(SampleServices.Draft()))).Service.Primary!.Id);
        Assert.Equal(ServiceRefusal.AlreadyThere, Refused(await scene.Service.Create(new(SampleServices.Draft(hash: "another")))));
    }

    [Fact]
    public async Task Without_a_cluster_or_beyond_the_quota_nothing_is_made()
    {
        await scene.Berth.Quotas.Set("L-9EF96962", 1, default);
        await scene.Create();
        Assert.Equal(ServiceRefusal.TooManyServices, Refused(await scene.Berth.Service("second").Create(new(SampleServices.Draft(name: "second")))));
        Assert.Null(await scene.Berth.Service("second").Describe());
        await using var other = await ControlPlane.Start(new());
        Assert.Equal(ServiceRefusal.NoCluster, Refused(await other.Service().Create(new(SampleServices.Draft()))));
        Assert.Equal(ServiceRefusal.NoService, Refused(await other.Service().Delete(force: true)));
    }

    [Fact]
    public async Task An_update_rolls_over_to_the_new_revision_and_ends_with_it_alone()
    {
        await scene.Create();
        var first = await scene.UntilSteady();
        var updated = await scene.Update(2);
        Assert.Equal([true, false], updated.Service.Deployments.Select(d => d.Primary));
        Assert.Equal(2, updated.Service.Deployments[1].KeptTasks);
        var second = await scene.UntilSteady();
        var deployment = Assert.Single(second.Service.Deployments);
        Assert.NotEqual(first.Service.Primary!.Id, deployment.Id);
        Assert.Equal(2, second.Service.Revision(deployment.Revision).Definition.Revision);
        await scene.Until(v => v.Running == 2);
        Assert.Contains(Messages(second), m => m.StartsWith("(service web) has stopped 2 running tasks: (task ", StringComparison.Ordinal) || m.StartsWith("(service web) has stopped 1 running tasks: (task ", StringComparison.Ordinal));
        var stopped = (await scene.Tasks()).Where(t => t.StopDesired).ToList();
        Assert.All(stopped, t => Assert.Equal((StopCode.ServiceSchedulerInitiated, $"Scaling activity initiated by (deployment {deployment.Id})"), (t.StopCode, t.StoppedReason)));
        Assert.Equal(2, stopped.Count);
        Assert.Equal(2, scene.Store.Keys.Count(k => k.StartsWith("service-deployment/default/web/", StringComparison.Ordinal)));
        Assert.Equal(2, scene.Store.Keys.Count(k => k.StartsWith("service-revision/default/web/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_updates_in_a_row_end_on_the_last()
    {
        await scene.Create();
        await scene.UntilSteady();
        var second = await scene.Update(2);
        await scene.Update(3);
        var steady = await scene.UntilSteady();
        Assert.Equal(3, steady.Service.Revision(steady.Service.Primary!.Revision).Definition.Revision);
        var superseded = Storage.RowJson.Read<ServiceDeploymentRecord>((await scene.Store.Get("service-deployment", "default/web/" + second.Service.ServiceDeployment!.Id))!);
        Assert.Equal((ServiceDeploymentStatus.Stopped, ServiceDeployments.Superseded), (superseded.Status, superseded.StatusReason));
        await scene.Until(v => v.Running == 2);
    }

    [Fact]
    public async Task A_bad_revision_rolls_back_by_itself()
    {
        await scene.Create(SampleServices.Draft(settings: SampleServices.Settings with { CircuitBreaker = new() { Enable = true, Rollback = true } }));
        var good = await scene.UntilSteady();
        scene.Node.Fails = order => order.Definition.Revision == 2;
        var bad = await scene.Update(2);
        var back = await scene.Until(v => v.Service.ServiceDeployment!.Status is ServiceDeploymentStatus.RollbackSuccessful);
        Assert.Equal(good.Service.Primary!.Id, Assert.Single(back.Service.Deployments).Id);
        var said = Messages(back);
        var failed = said.ToList().IndexOf($"(service web) (deployment {bad.Service.Primary!.Id}) deployment failed: tasks failed to start.");
        Assert.True(failed > 0);
        Assert.Equal($"(service web) rolling back to deployment {good.Service.Primary.Id}.", said[failed + 1]);
        Assert.True(back.Service.ServiceDeployment!.Tripped);
    }

    [Fact]
    public async Task A_deployment_is_stopped_by_its_id_and_one_that_is_over_is_not()
    {
        await scene.Create();
        var first = await scene.UntilSteady();
        var second = await scene.Update(2);
        Assert.Equal(ServiceRefusal.DeploymentOver, Refused(await scene.Service.StopDeployment(first.Service.ServiceDeployment!.Id, rollback: true)));
        Assert.Equal(ServiceRefusal.NoServiceDeployment, Refused(await scene.Service.StopDeployment("none", rollback: true)));
        var back = Accepted(await scene.Service.StopDeployment(second.Service.ServiceDeployment!.Id, rollback: true));
        Assert.Equal(first.Service.Primary!.Id, back.Service.Primary!.Id);
        Assert.Contains(Messages(back), m => m == $"(service web) rolling back to deployment {first.Service.Primary.Id}.");
        Assert.Equal(first.Service.Primary.Id, (await scene.UntilSteady()).Service.Primary!.Id);
    }

    [Fact]
    public async Task Alarms_fail_a_deployment_that_they_were_not_in_alarm_at_the_start_of()
    {
        scene.Berth.World.Alarms = ["old"];
        await scene.Create(SampleServices.Draft(settings: SampleServices.Settings with { Alarms = new(["old", "new"], true, false) }));
        await scene.Until(v => v.Running == 2);
        Assert.Equal(RolloutState.InProgress, (await scene.Service.Describe())!.Service.Primary!.RolloutState);
        scene.Berth.World.Alarms = ["old", "new"];
        scene.Berth.Clock.Ahead += TimeSpan.FromSeconds(16);
        await scene.Service.Wake();
        var failed = await scene.Until(v => v.Service.Primary!.RolloutState == RolloutState.Failed);
        Assert.Equal(["new"], failed.Service.ServiceDeployment!.TriggeredAlarms);
    }

    [Fact]
    public async Task Scaling_to_zero_and_back_works()
    {
        await scene.Create();
        await scene.UntilSteady();
        Accepted(await scene.Service.Change(new(new(0, null, null, false, 0))));
        await scene.Until(v => v is { Running: 0, Service.Steady: true });
        Accepted(await scene.Service.Change(new(new(3, null, null, false, 0))));
        Assert.Equal(3, (await scene.UntilSteady()).Running);
    }

    [Fact]
    public async Task What_finds_no_room_is_said_once_and_started_when_there_is_room()
    {
        await using var small = await Start(cpuUnits: 512);
        await small.Create(SampleServices.Draft(desired: 3));
        var short_ = await small.Until(v => Messages(v).Any(m => m.Contains("unable to place a task", StringComparison.Ordinal)));
        Assert.Equal(2, short_.Running + short_.Pending);
        await small.Berth.Connect(cpuUnits: 4096);
        small.Berth.Clock.Ahead += TimeSpan.FromSeconds(6);
        await small.Service.Wake();
        var whole = await small.Until(v => v.Running == 3);
        Assert.Single(Messages(whole), m => m == "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.");
    }

    [Fact]
    public async Task What_an_image_means_is_found_when_a_deployment_begins_and_stays()
    {
        scene.Berth.World.Digests["repo:1"] = "sha256:aa";
        var made = await scene.Create(SampleServices.Draft(revision: SampleServices.Revision(1, "repo:1")));
        Assert.Equal("sha256:aa", made.Service.Revisions[0].ImageDigests["app"]);
        await scene.UntilSteady();
        scene.Berth.World.Digests["repo:1"] = "sha256:bb";
        Accepted(await scene.Service.Change(new(new(3, null, null, false, 0))));
        await scene.Until(v => v.Running == 3);
        Assert.All(await scene.Tasks(), t => Assert.Equal("repo@sha256:aa", t.Definition.Containers[0].Image));
        Assert.Equal("sha256:bb", (await scene.Force()).Service.Revisions[0].ImageDigests["app"]);
    }

    [Fact]
    public async Task An_image_of_elsewhere_means_what_the_first_task_found()
    {
        await scene.Create(SampleServices.Draft(desired: 1, revision: SampleServices.Revision(1, "elsewhere:1")));
        await scene.Until(v => v.Running == 1);
        var task = (await scene.Tasks())[0];
        await scene.Berth.Cluster.Report(new(task.TaskArn, new(null, null, null, null, null, [new ContainerNews("app", ContainerStatus.Running, null, "sha256:cc", null)], false)));
        var pinned = await scene.Until(v => v.Service.Revisions[0].ImageDigests.Count == 1);
        Assert.Equal("sha256:cc", pinned.Service.Revisions[0].ImageDigests["app"]);
        Accepted(await scene.Service.Change(new(new(2, null, null, false, 0))));
        await scene.Until(v => v.Running == 2);
        Assert.Contains(await scene.Tasks(), t => t.Definition.Containers[0].Image == "elsewhere@sha256:cc");
    }

    [Fact]
    public async Task Tasks_have_the_tags_that_are_propagated_and_managed()
    {
        await scene.Create(SampleServices.Draft(settings: SampleServices.Settings with { PropagateTags = "SERVICE", EnableEcsManagedTags = true }) with { Tags = new Dictionary<string, string> { ["team"] = "a" } });
        await scene.Until(v => v.Running == 2);
        Assert.All(await scene.Tasks(), t => Assert.Equal(("a", "web", "default"), (t.Tags["team"], t.Tags["aws:ecs:serviceName"], t.Tags["aws:ecs:clusterName"])));
        Assert.True(await scene.Service.Tag(null, new(new Dictionary<string, string> { ["team"] = "b" }), new(new Dictionary<string, string> { ["team"] = "a" })));
        Assert.False(await scene.Service.Tag(null, new(new Dictionary<string, string>()), new(new Dictionary<string, string> { ["team"] = "a" })));
    }

    [Fact]
    public async Task Of_the_history_a_hundred_service_deployments_stay_with_what_they_ran()
    {
        await scene.Create(SampleServices.Draft(desired: 0));
        for (var i = 0; i < ServiceDeployments.Max + 5; i++) await scene.Force();
        var deployments = scene.Store.Keys.Count(k => k.StartsWith("service-deployment/default/web/", StringComparison.Ordinal));
        Assert.Equal(ServiceDeployments.Max, deployments);
        Assert.InRange(scene.Store.Keys.Count(k => k.StartsWith("service-revision/default/web/", StringComparison.Ordinal)), ServiceDeployments.Max, ServiceDeployments.Max + 2);
    }

    [Fact]
    public async Task Task_sets_are_started_scaled_and_gone_with_their_tasks()
    {
        await scene.Create(SampleServices.ExternalDraft(desired: 2));
        var made = Assert.IsType<Contracts.Services.TaskSetOutcome.Accepted>(await scene.Service.CreateTaskSet(new(SampleServices.TaskSet(token: "t"))));
        await scene.Until(v => v.Of(made.TaskSet.Id).Running == 2);
        Assert.Equal(TaskSetStatus.Primary, Assert.IsType<Contracts.Services.TaskSetOutcome.Accepted>(await scene.Service.MakePrimary(made.TaskSet.Id)).TaskSet.Status);
        Assert.IsType<Contracts.Services.TaskSetOutcome.Accepted>(await scene.Service.UpdateTaskSet(made.TaskSet.Id, 50));
        await scene.Until(v => v.Of(made.TaskSet.Id).Running == 1);
        Assert.Equal(ServiceRefusal.TaskSetScaledAboveZero, Assert.IsType<Contracts.Services.TaskSetOutcome.Refused>(await scene.Service.DeleteTaskSet(made.TaskSet.Id, force: false)).Reason);
        Assert.IsType<Contracts.Services.TaskSetOutcome.Accepted>(await scene.Service.DeleteTaskSet(made.TaskSet.Id, force: true));
        await scene.Until(v => v.Service.TaskSets.Count == 0 && v.Running == 0);
    }

    [GeneratedRegex(@"\(task [0-9a-f]{32}\)")]
    private static partial Regex TaskIds();
}
