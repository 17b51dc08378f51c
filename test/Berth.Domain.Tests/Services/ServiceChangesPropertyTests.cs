using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Services;

/// <summary>Whatever callers and deployments do to a service, in whatever order: its record stays whole, and what is wanted last is what becomes PRIMARY.</summary>
public sealed class ServiceChangesPropertyTests
{
    private static readonly DateTimeOffset Now = SampleServices.Created;

    private static readonly Gen<(string What, int Number)> SomeStep = Gen.Select(Gen.OneOf("update", "force", "scale", "complete", "fail", "roll back", "stop", "delete"), Gen.Int[0, 6]);

    [Fact]
    public void Safety_a_record_is_always_whole() => SomeStep.List[1, 20].Sample(steps =>
    {
        var service = SampleServices.Made();
        var open = new Dictionary<string, ServiceDeploymentRecord> { [service.ServiceDeployment!.Id] = service.ServiceDeployment };
        foreach (var (step, i) in steps.Select((s, i) => (s, i)))
        {
            var (next, superseded) = Take(service, step, i);
            Assert.Equal(next.Status == ServiceStatus.Inactive ? 0 : 1, next.Deployments.Count(d => d.Primary));
            Assert.Equal(next.Deployments.Count, next.Deployments.Select(d => d.Id).Distinct().Count());
            Assert.All(next.Deployments, d => Assert.NotNull(next.Revision(d.Revision)));
            Assert.All(next.Deployments, d => Assert.InRange(d.KeptTasks, 0, 10));
            if (next.LastCompleted is { } completed) Assert.NotNull(next.Revision(completed.Revision));
            if (next.Primary is { RolloutState: RolloutState.InProgress } primary) Assert.NotEqual(next.LastCompleted?.DeploymentId, primary.Id);
            Assert.True(next.Generation >= service.Generation);

            // No history is left open but the newest.
            if (superseded is not null) open[superseded.Id] = superseded;
            open[next.ServiceDeployment!.Id] = next.ServiceDeployment;
            Assert.All(open.Values.Where(d => d.Id != next.ServiceDeployment.Id), d => Assert.True(d.Over));
            if (next.ServiceDeployment.Over) Assert.NotNull(next.ServiceDeployment.FinishedAt);
            service = next;
        }
    });

    [Fact]
    public void Liveness_whatever_happened_before_an_update_runs_what_it_asks_for() => SomeStep.Where(s => s.What != "delete").List[0, 20].Sample(steps =>
    {
        var service = steps.Select((s, i) => (s, i)).Aggregate(SampleServices.Made(), (s, step) => Take(s, step.s, step.i).Service);
        var wanted = Take(service, ("update", 99), 99).Service;
        Assert.Equal((99, RolloutState.InProgress), (wanted.Revision(wanted.Primary!.Revision).Definition.Revision, wanted.Primary.RolloutState));
        Assert.Equal(wanted.Primary.Id, wanted.ServiceDeployment!.DeploymentId);
        Assert.Equal(wanted.Primary.Id, SampleServices.Completed(wanted).LastCompleted!.DeploymentId);
    });

    private static (ServiceRecord Service, ServiceDeploymentRecord? Superseded) Take(ServiceRecord service, (string What, int Number) step, int index)
    {
        var counts = service.Deployments.ToDictionary(d => d.Id, _ => new GroupCounts(step.Number, step.Number));
        var ids = SampleServices.Ids(100 + index);
        ServiceDecision decision = step.What switch
        {
            "update" => ServiceChanges.Change(service, new(null, null, SampleServices.Revision(step.Number), false, service.Generation), counts, [], ids, Now),
            "force" => ServiceChanges.Change(service, new(null, null, null, true, service.Generation), counts, [], ids, Now),
            "scale" => ServiceChanges.Change(service, new(step.Number, null, null, false, service.Generation), counts, [], ids, Now),
            "complete" when service.Primary is { RolloutState: RolloutState.InProgress } => new ServiceDecision.Made(SampleServices.Completed(service)),
            "fail" when service.Primary is { RolloutState: RolloutState.InProgress } && Rollback.IsPossible(service) => new ServiceDecision.Made(Rollback.Begin(service, "failed", "failed", Now)),
            "fail" when service.Primary is { RolloutState: RolloutState.InProgress } => new ServiceDecision.Made(Rollback.Stall(service, "failed", "failed", Now)),
            "roll back" or "stop" => ServiceChanges.StopDeployment(service, service.ServiceDeployment!.Id, step.What == "roll back", counts, Now),
            "delete" => ServiceChanges.Delete(service, force: true, step.Number, Now),
            _ => new ServiceDecision.Made(service),
        };
        return decision is ServiceDecision.Made made ? (made.Service, made.Superseded) : (service, null);
    }
}
