using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Deployments;

public sealed class TaskSetChangesTests
{
    private static readonly DateTimeOffset Now = SampleServices.Created.AddMinutes(1);

    [Fact]
    public void A_task_set_runs_its_own_revision_and_is_not_primary_by_itself()
    {
        var made = Made(TaskSetChanges.Create(SampleServices.External(desired: 3), SampleServices.TaskSet(scale: 50), SampleServices.Ids(2), Now));
        Assert.Equal((TaskSetStatus.Active, 2, "arn:aws:ecs:ap-northeast-1:123456789012:task-set/default/web/" + SampleServices.Ids(2).DeploymentId),
            (made.TaskSet!.Status, made.TaskSet.ComputedDesiredCount(3), made.TaskSet.Arn));
        Assert.Equal(made.TaskSet.Revision, made.Service.RevisionOf(made.TaskSet.Id)!.Number);
        Assert.Equal(2, made.Service.Generation);
    }

    [Fact]
    public void The_same_token_gives_the_same_task_set_and_another_request_under_it_conflicts()
    {
        var first = Made(TaskSetChanges.Create(SampleServices.External(), SampleServices.TaskSet(token: "t"), SampleServices.Ids(2), Now));
        var again = Made(TaskSetChanges.Create(first.Service, SampleServices.TaskSet(token: "t"), SampleServices.Ids(3), Now));
        Assert.Same(first.Service, again.Service);
        Assert.Equal(first.TaskSet!.Id, again.TaskSet!.Id);
        Assert.Equal(ServiceRefusal.TokenConflict, Refused(TaskSetChanges.Create(first.Service, SampleServices.TaskSet(token: "t", hash: "other"), SampleServices.Ids(3), Now)));
    }

    [Fact]
    public void A_service_has_five_at_most()
    {
        var service = Enumerable.Range(2, 5).Aggregate(SampleServices.External(), (s, i) => Made(TaskSetChanges.Create(s, SampleServices.TaskSet(), SampleServices.Ids(i), Now)).Service);
        Assert.Equal(ServiceRefusal.TooManyTaskSets, Refused(TaskSetChanges.Create(service, SampleServices.TaskSet(), SampleServices.Ids(9), Now)));
    }

    [Fact]
    public void One_is_primary_and_the_one_before_becomes_active()
    {
        var (service, a, b) = Two();
        service = Made(TaskSetChanges.MakePrimary(Made(TaskSetChanges.MakePrimary(service, a, Now)).Service, b, Now)).Service;
        Assert.Equal([TaskSetStatus.Active, TaskSetStatus.Primary], service.TaskSets.Select(t => t.Status));
    }

    [Theory]
    //          primary scale force  outcome
    [InlineData(true,   100,  false, "TaskSetScaledAboveZero")]
    [InlineData(true,   100,  true,  "Draining")]
    [InlineData(true,   0,    false, "Draining")]
    [InlineData(false,  100,  false, "Draining")]
    public void Deletes(bool primary, double scale, bool force, string outcome)
    {
        var (service, a, _) = Two();
        if (primary) service = Made(TaskSetChanges.MakePrimary(service, a, Now)).Service;
        service = Made(TaskSetChanges.Scale(service, a, scale, Now)).Service;
        var decision = TaskSetChanges.Delete(service, a, force, Now);
        Assert.Equal(outcome, decision is ServiceDecision.Made made ? made.TaskSet!.Status.ToString() : Refused(decision).ToString());
        if (decision is not ServiceDecision.Made gone) return;
        Assert.Same(gone.Service, Made(TaskSetChanges.Delete(gone.Service, a, force, Now)).Service);
        Assert.Equal(ServiceRefusal.NoTaskSet, Refused(TaskSetChanges.Scale(gone.Service, a, 50, Now)));
        Assert.Equal(ServiceRefusal.NoTaskSet, Refused(TaskSetChanges.MakePrimary(gone.Service, a, Now)));
        Assert.Equal(0, gone.TaskSet!.ComputedDesiredCount(10));
    }

    [Fact]
    public void Other_services_and_other_ids_are_refused()
    {
        Assert.Equal(ServiceRefusal.WrongController, Refused(TaskSetChanges.Create(SampleServices.Made(), SampleServices.TaskSet(), SampleServices.Ids(2), Now)));
        Assert.Equal(ServiceRefusal.NoTaskSet, Refused(TaskSetChanges.Delete(SampleServices.External(), "ecs-svc/1", force: true, Now)));
        var draining = Made(ServiceChanges.Delete(SampleServices.External(), force: true, 1, Now)).Service;
        Assert.Equal(ServiceRefusal.NotActive, Refused(TaskSetChanges.Create(draining, SampleServices.TaskSet(), SampleServices.Ids(2), Now)));
    }

    [Fact]
    public void Safety_there_is_never_more_than_one_primary_nor_a_set_without_a_revision() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).List[1, 30].Sample(steps =>
    {
        var service = SampleServices.External();
        foreach (var ((what, which), i) in steps.Select((s, i) => (s, i)))
        {
            var id = which < service.TaskSets.Count ? service.TaskSets[which].Id : "ecs-svc/none";
            var decision = what switch
            {
                0 => TaskSetChanges.Create(service, SampleServices.TaskSet(which * 20), SampleServices.Ids(i + 2), Now),
                1 => TaskSetChanges.Scale(service, id, which * 20, Now),
                2 => TaskSetChanges.MakePrimary(service, id, Now),
                _ => TaskSetChanges.Delete(service, id, which % 2 == 0, Now),
            };
            if (decision is ServiceDecision.Made made) service = made.Service;
            Assert.InRange(service.TaskSets.Count, 0, TaskSetChanges.Max);
            Assert.InRange(service.TaskSets.Count(t => t.Status == TaskSetStatus.Primary), 0, 1);
            Assert.All(service.TaskSets, t => Assert.NotNull(service.RevisionOf(t.Id)));
        }
    });

    private static (ServiceRecord Service, string First, string Second) Two()
    {
        var first = Made(TaskSetChanges.Create(SampleServices.External(), SampleServices.TaskSet(), SampleServices.Ids(2), Now));
        var second = Made(TaskSetChanges.Create(first.Service, SampleServices.TaskSet(), SampleServices.Ids(3), Now));
        return (second.Service, first.TaskSet!.Id, second.TaskSet!.Id);
    }

    private static ServiceDecision.Made Made(ServiceDecision decision) => Assert.IsType<ServiceDecision.Made>(decision);

    private static ServiceRefusal Refused(ServiceDecision decision) => Assert.IsType<ServiceDecision.Refused>(decision).Reason;
}
