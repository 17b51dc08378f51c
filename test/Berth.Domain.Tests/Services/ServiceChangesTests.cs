using Berth.Domain.Deployments;
using Berth.Domain.Placement;
using Berth.Domain.Services;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Services;

public sealed class ServiceChangesTests
{
    private static readonly DateTimeOffset Now = SampleServices.Created.AddMinutes(1);
    private static readonly Dictionary<string, GroupCounts> None = [];

    [Fact]
    public void A_new_service_has_one_primary_deployment_in_progress_with_its_revision_and_its_history()
    {
        var service = SampleServices.Made();
        var primary = Assert.Single(service.Deployments);
        Assert.Equal((true, RolloutState.InProgress, $"ECS deployment {primary.Id} in progress."), (primary.Primary, primary.RolloutState, primary.RolloutStateReason));
        Assert.Equal(primary.Revision, Assert.Single(service.Revisions).Number);
        Assert.Equal(("FARGATE", "arn:aws:ecs:ap-northeast-1:123456789012:service-revision/default/web/" + primary.Revision), (service.Revisions[0].LaunchType, service.Revisions[0].Arn));
        Assert.Equal((ServiceDeploymentStatus.InProgress, primary.Id, 2), (service.ServiceDeployment!.Status, service.ServiceDeployment.DeploymentId, service.ServiceDeployment.RequestedTaskCount));
        Assert.Equal("arn:aws:ecs:ap-northeast-1:123456789012:service-deployment/default/web/" + service.ServiceDeployment.Id, service.ServiceDeployment.Arn);
        Assert.Empty(service.ServiceDeployment.SourceRevisions);
        Assert.Equal((ServiceStatus.Active, 1L), (service.Status, service.Generation));
    }

    [Fact]
    public void With_the_external_controller_nothing_is_deployed()
    {
        var service = SampleServices.External();
        Assert.Empty(service.Deployments);
        Assert.Null(service.ServiceDeployment);
    }

    [Fact]
    public void One_made_over_an_inactive_one_goes_on_counting_where_that_ended()
    {
        var earlier = Made(ServiceChanges.Delete(SampleServices.Made() with { AccountedThrough = 9 }, force: true, 0, Now)).Service;
        var service = ServiceChanges.Create(SampleServices.Draft(), earlier, [], SampleServices.Ids(2), Now);
        Assert.Equal((9L, earlier.Generation + 1, ServiceStatus.Active), (service.AccountedThrough, service.Generation, service.Status));
    }

    [Theory]
    //          what is asked for           deploys
    [InlineData("the same",                 false)]
    [InlineData("desired count",            false)]
    [InlineData("settings",                 false)]
    [InlineData("strategy",                 false)]
    [InlineData("the same in another order", false)]
    [InlineData("definition",               true)]
    [InlineData("platform version",         true)]
    [InlineData("subnets",                  true)]
    [InlineData("security groups",          true)]
    [InlineData("public address",           true)]
    [InlineData("force",                    true)]
    public void Only_what_tasks_run_begins_a_deployment(string what, bool deploys)
    {
        var draft = SampleServices.Revision() with { Subnets = [new("subnet-1", "a"), new("subnet-2", "b")], SecurityGroupIds = ["sg-1", "sg-2"] };
        var service = SampleServices.Completed(ServiceChanges.Create(SampleServices.Draft(revision: draft), null, [], SampleServices.Ids(1), Now));
        var none = new ServiceChange(null, null, null, false, service.Generation);
        var decision = Change(service, what switch
        {
            "the same" => none with { Revision = draft },
            "desired count" => none with { DesiredCount = 5 },
            "settings" => none with { Settings = service.Settings with { EnableExecuteCommand = true } },
            "strategy" => none with { Settings = service.Settings with { LaunchType = null, CapacityProviderStrategy = [new CapacityProviderShare("FARGATE_SPOT", 0, 1)] } },
            "the same in another order" => none with { Revision = draft with { Subnets = [.. draft.Subnets.Reverse()], SecurityGroupIds = ["sg-2", "sg-1"] } },
            "definition" => none with { Revision = draft with { Definition = SampleServices.Revision(2).Definition } },
            "platform version" => none with { Revision = draft with { PlatformVersion = "1.3.0" } },
            "subnets" => none with { Revision = draft with { Subnets = [new("subnet-1", "a")] } },
            "security groups" => none with { Revision = draft with { SecurityGroupIds = ["sg-3"] } },
            "public address" => none with { Revision = draft with { AssignPublicIp = true } },
            "force" => none with { ForceNewDeployment = true },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Unknown."),
        });
        Assert.Equal(deploys ? 2 : 1, decision.Service.Deployments.Count);
        Assert.Equal(deploys ? RolloutState.InProgress : RolloutState.Completed, decision.Service.Primary!.RolloutState);
        Assert.Equal(service.Generation + 1, decision.Service.Generation);
    }

    [Fact]
    public void The_deployment_before_keeps_the_tasks_that_it_has_and_is_what_a_failure_goes_back_to()
    {
        var service = SampleServices.Completed(SampleServices.Made(desired: 3));
        var first = service.Primary!;
        var next = Change(service, Update(service), new() { [first.Id] = new(2, 2) }).Service;
        var (fresh, earlier) = (next.Deployments[0], next.Deployments[1]);
        Assert.Equal((true, SampleServices.Ids(2).DeploymentId), (fresh.Primary, fresh.Id));
        Assert.Equal((false, first.Id, 3, RolloutState.Completed), (earlier.Primary, earlier.Id, earlier.KeptTasks, earlier.RolloutState));
        Assert.Equal(first.Id, next.LastCompleted!.DeploymentId);
        Assert.Equal([fresh.Revision, first.Revision], next.Revisions.Select(r => r.Number));
        Assert.Equal(new SourceRevision(next.Revisions[1].Arn, 3, 2, 2), Assert.Single(next.ServiceDeployment!.SourceRevisions));
    }

    [Fact]
    public void A_second_update_ends_the_first_ones_history_as_superseded()
    {
        var service = SampleServices.Completed(SampleServices.Made());
        var second = Change(service, Update(service)).Service;
        var third = Change(second, Update(second, 3), new() { [second.Primary!.Id] = new(1, 1) }, ids: 3);
        Assert.Equal((ServiceDeploymentStatus.Stopped, ServiceDeployments.Superseded, second.ServiceDeployment!.Id, 1),
            (third.Superseded!.Status, third.Superseded.StatusReason, third.Superseded.Id, third.Superseded.FinalRunningCount));
        Assert.Equal([SampleServices.Ids(3).DeploymentId, SampleServices.Ids(2).DeploymentId, SampleServices.Ids(1).DeploymentId], third.Service.Deployments.Select(d => d.Id));
        Assert.Equal(2, third.Service.Deployments[1].KeptTasks);
    }

    [Fact]
    public void An_update_during_a_rollback_leaves_nothing_to_roll_back_to()
    {
        var service = SampleServices.Completed(SampleServices.Made());
        var failed = Change(service, Update(service)).Service;
        var back = Rollback.Begin(failed, "rolling back", "because", Now);
        var next = Change(back, Update(back, 3), ids: 3);
        Assert.Null(next.Service.LastCompleted);
        Assert.Equal(ServiceDeploymentStatus.RollbackFailed, next.Superseded!.Status);
        Assert.Equal(ServiceRefusal.NothingToRollBackTo, Refused(ServiceChanges.StopDeployment(next.Service, next.Service.ServiceDeployment!.Id, rollback: true, None, Now)));
    }

    [Fact]
    public void Settings_made_from_an_older_view_are_refused_and_a_desired_count_alone_is_not()
    {
        var service = SampleServices.Made() with { Generation = 7 };
        Assert.Equal(ServiceRefusal.ChangedMeanwhile, Refused(ServiceChanges.Change(service, new(null, service.Settings, null, false, 6), None, [], SampleServices.Ids(2), Now)));
        Assert.Equal(ServiceRefusal.ChangedMeanwhile, Refused(ServiceChanges.Change(service, new(null, null, SampleServices.Revision(2), false, 6), None, [], SampleServices.Ids(2), Now)));
        Assert.Equal(4, Change(service, new(4, null, null, false, 6)).Service.DesiredCount);
    }

    [Fact]
    public void Any_update_lets_a_throttled_deployment_try_again_and_a_new_count_ends_the_steady_state()
    {
        var made = SampleServices.Made() with { Steady = true };
        var service = made with { Deployments = [made.Primary! with { Throttle = new(4, Now) }] };
        var same = Change(service, new(null, service.Settings, null, false, 1)).Service;
        Assert.Equal((StartThrottle.None, true), (same.Primary!.Throttle, same.Steady));
        var scaled = Change(service, new(5, null, null, false, 1)).Service;
        Assert.Equal((false, 5), (scaled.Steady, scaled.ServiceDeployment!.RequestedTaskCount));
    }

    [Fact]
    public void Alarms_that_are_in_alarm_when_a_deployment_begins_say_nothing_of_it()
    {
        var service = SampleServices.Made(settings: SampleServices.Settings with { Alarms = new(["a", "b"], true, true) });
        var next = Made(ServiceChanges.Change(service, Update(service), None, ["b", "z"], SampleServices.Ids(2), Now)).Service;
        Assert.Equal(["b"], next.Primary!.IgnoredAlarms);
    }

    [Fact]
    public void What_does_not_run_any_more_is_not_updated_and_task_sets_are_not_deployed()
    {
        var draining = Made(ServiceChanges.Delete(SampleServices.Made(), force: true, 1, Now)).Service;
        Assert.Equal(ServiceRefusal.NotActive, Refused(ServiceChanges.Change(draining, new(1, null, null, false, draining.Generation), None, [], SampleServices.Ids(2), Now)));
        Assert.Equal(ServiceRefusal.WrongController, Refused(ServiceChanges.Change(SampleServices.External(), new(null, null, null, true, 1), None, [], SampleServices.Ids(2), Now)));
        Assert.Equal(7, Change(SampleServices.External(), new(7, null, null, false, 1)).Service.DesiredCount);
    }

    [Theory]
    //          desired sets force  tasks  outcome
    [InlineData(2,      0,   false, 2,     "ScaledAboveZero")]
    [InlineData(2,      0,   true,  2,     "Draining")]
    [InlineData(0,      0,   false, 1,     "Draining")]
    [InlineData(0,      0,   false, 0,     "Inactive")]
    [InlineData(2,      0,   true,  0,     "Inactive")]
    [InlineData(0,      1,   false, 0,     "HasTaskSets")]
    [InlineData(0,      1,   true,  1,     "Draining")]
    public void Deletes(int desired, int sets, bool force, int unfinished, string outcome)
    {
        var service = sets == 0 ? SampleServices.Made(desired) : Made(TaskSetChanges.Create(SampleServices.External(desired), SampleServices.TaskSet(), SampleServices.Ids(3), Now)).Service;
        var decision = ServiceChanges.Delete(service, force, unfinished, Now);
        Assert.Equal(outcome, decision is ServiceDecision.Made made ? made.Service.Status.ToString() : Refused(decision).ToString());
        if (decision is not ServiceDecision.Made { Service: var deleted }) return;
        Assert.Equal(0, deleted.DesiredCount);
        Assert.True(deleted.ServiceDeployment is null or { Status: ServiceDeploymentStatus.Stopped, StatusReason: ServiceDeployments.ServiceDeleted });
        Assert.All(deleted.TaskSets, t => Assert.Equal(TaskSetStatus.Draining, t.Status));
        Assert.Equal(deleted.Status == ServiceStatus.Inactive ? Now : null, deleted.DeletedAt);
        Assert.Equal(ServiceRefusal.NotActive, Refused(ServiceChanges.Delete(deleted, force: true, 0, Now)));
    }

    [Fact]
    public void A_deployment_is_stopped_where_it_is_or_rolled_back_once()
    {
        var service = SampleServices.Completed(SampleServices.Made());
        var open = Change(service, Update(service)).Service;
        var id = open.ServiceDeployment!.Id;
        var counts = new Dictionary<string, GroupCounts> { [open.Primary!.Id] = new(1, 0) };

        var stalled = Made(ServiceChanges.StopDeployment(open, id, rollback: false, counts, Now)).Service;
        Assert.Equal((true, RolloutState.Failed, open.Primary.Id), (stalled.Primary!.Stalled, stalled.Primary.RolloutState, stalled.Primary.Id));
        Assert.Equal((ServiceDeploymentStatus.Stopped, ServiceChanges.StoppedOnRequest, 1), (stalled.ServiceDeployment!.Status, stalled.ServiceDeployment.StatusReason, stalled.ServiceDeployment.FinalRunningCount));

        var back = Made(ServiceChanges.StopDeployment(open, id, rollback: true, counts, Now));
        Assert.Equal(service.Primary!.Id, back.Service.Primary!.Id);
        Assert.Equal((ServiceDeploymentStatus.RollbackInProgress, ServiceChanges.RolledBackOnRequest), (back.Service.ServiceDeployment!.Status, back.Service.ServiceDeployment.StatusReason));
        Assert.Equal([$"(service web) rolling back to deployment {service.Primary.Id}."], back.Events);

        Assert.Equal(ServiceRefusal.DeploymentOver, Refused(ServiceChanges.StopDeployment(stalled, id, rollback: true, None, Now)));
        Assert.Equal(ServiceRefusal.DeploymentOver, Refused(ServiceChanges.StopDeployment(back.Service, id, rollback: true, None, Now)));
        Assert.Equal(ServiceRefusal.NoServiceDeployment, Refused(ServiceChanges.StopDeployment(open, "another", rollback: true, None, Now)));
        Assert.Equal(ServiceRefusal.NothingToRollBackTo, Refused(ServiceChanges.StopDeployment(SampleServices.Made(), SampleServices.Made().ServiceDeployment!.Id, rollback: true, None, Now)));
    }

    [Fact]
    public void Tags_are_replaced_only_as_they_were_read()
    {
        var service = Made(TaskSetChanges.Create(SampleServices.External(), SampleServices.TaskSet(), SampleServices.Ids(3), Now)).Service;
        var (none, some) = (new Dictionary<string, string>(), new Dictionary<string, string> { ["a"] = "1" });
        var tagged = ServiceChanges.Tag(service, null, some, none)!;
        Assert.Equal("1", tagged.Tags["a"]);
        Assert.Null(ServiceChanges.Tag(tagged, null, none, none));
        var set = service.TaskSets[0].Id;
        Assert.Equal("1", ServiceChanges.Tag(service, set, some, none)!.TaskSets[0].Tags["a"]);
        Assert.Null(ServiceChanges.Tag(service, "ecs-svc/none", some, none));
    }

    private static ServiceChange Update(ServiceRecord service, int definition = 2) => new(null, null, SampleServices.Revision(definition), false, service.Generation);

    private static ServiceDecision.Made Change(ServiceRecord service, ServiceChange change, Dictionary<string, GroupCounts>? counts = null, int ids = 2) =>
        Made(ServiceChanges.Change(service, change, counts ?? None, [], SampleServices.Ids(ids), Now));

    private static ServiceDecision.Made Made(ServiceDecision decision) => Assert.IsType<ServiceDecision.Made>(decision);

    private static ServiceRefusal Refused(ServiceDecision decision) => Assert.IsType<ServiceDecision.Refused>(decision).Reason;
}
