using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Deployments;

public sealed class RollbackTests
{
    private static readonly DateTimeOffset Now = SampleServices.Created.AddMinutes(1);

    [Fact]
    public void The_completed_deployment_becomes_primary_again_and_the_failed_one_keeps_nothing()
    {
        var (first, service) = Failing();
        var back = Rollback.Begin(service, $"ECS deployment circuit breaker: rolling back to deploymentId {first.Id}.", "because", Now);
        var (failed, target) = (back.Deployments[0], back.Deployments[1]);
        Assert.Equal((false, 0, RolloutState.Failed, $"ECS deployment circuit breaker: rolling back to deploymentId {first.Id}."), (failed.Primary, failed.KeptTasks, failed.RolloutState, failed.RolloutStateReason));
        Assert.Equal((true, first.Id, first.Revision, first.CreatedAt, RolloutState.InProgress, $"ECS deployment {first.Id} in progress."),
            (target.Primary, target.Id, target.Revision, target.CreatedAt, target.RolloutState, target.RolloutStateReason));
        Assert.Equal((0, false, StartThrottle.None), (target.FailedTasks, target.WasHealthy, target.Throttle));
        Assert.Null(back.LastCompleted);
        Assert.Equal((ServiceDeploymentStatus.RollbackInProgress, "because", 4), (back.ServiceDeployment!.Status, back.ServiceDeployment.StatusReason, back.ServiceDeployment.FinalFailureCount));
        Assert.Equal(new DeploymentRollback("because", Now, back.Revision(first.Revision).Arn), back.ServiceDeployment.Rollback);
    }

    [Fact]
    public void One_that_is_not_there_any_more_comes_again_under_its_own_id()
    {
        var (first, service) = Failing();
        var back = Rollback.Begin(service with { Deployments = [service.Primary!] }, "failed", "because", Now);
        Assert.Equal((first.Id, first.Revision), (back.Primary!.Id, back.Primary.Revision));
        Assert.Equal(2, back.Deployments.Count);
    }

    [Fact]
    public void Where_nothing_is_rolled_back_the_deployment_stays_and_stalls()
    {
        var (_, service) = Failing();
        var stalled = Rollback.Stall(service, "ECS deployment circuit breaker: tasks failed to start.", "because", Now);
        Assert.Equal((service.Primary!.Id, true, "ECS deployment circuit breaker: tasks failed to start."), (stalled.Primary!.Id, stalled.Primary.Stalled, stalled.Primary.RolloutStateReason));
        Assert.Equal((ServiceDeploymentStatus.Stopped, Now, 4), (stalled.ServiceDeployment!.Status, stalled.ServiceDeployment.StoppedAt, stalled.ServiceDeployment.FinalFailureCount));
        Assert.Equal(service.LastCompleted, stalled.LastCompleted);
    }

    [Fact]
    public void A_rollback_that_fails_cannot_go_back_further()
    {
        var back = Rollback.Begin(Failing().Service, "failed", "because", Now);
        Assert.False(Rollback.IsPossible(back));
        Assert.Throws<InvalidOperationException>(() => Rollback.Begin(back, "failed", "because", Now));
        Assert.Equal(ServiceDeploymentStatus.RollbackFailed, Rollback.Stall(back, "failed", "again", Now).ServiceDeployment!.Status);
    }

    [Fact]
    public void A_rollback_that_arrives_can_be_gone_back_to_again()
    {
        var (first, service) = Failing();
        var arrived = SampleServices.Completed(Rollback.Begin(service, "failed", "because", Now));
        Assert.Equal((first.Id, ServiceDeploymentStatus.RollbackSuccessful), (arrived.LastCompleted!.DeploymentId, arrived.ServiceDeployment!.Status));
    }

    private static (Deployment First, ServiceRecord Service) Failing()
    {
        var service = SampleServices.Completed(SampleServices.Made());
        var change = new ServiceChange(null, null, SampleServices.Revision(2), false, service.Generation);
        var counts = new Dictionary<string, GroupCounts> { [service.Primary!.Id] = new(2, 0) };
        var next = Assert.IsType<ServiceDecision.Made>(ServiceChanges.Change(service, change, counts, [], SampleServices.Ids(2), SampleServices.Created)).Service;
        return (service.Primary, next with { Deployments = [next.Deployments[0] with { FailedTasks = 4, Throttle = new(3, SampleServices.Created) }, next.Deployments[1]] });
    }
}
