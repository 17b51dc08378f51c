using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Deployments;

public sealed class RolloutTests
{
    private static readonly DateTimeOffset Now = ServiceTasks.Now;

    [Theory]
    //          breaker            alarm  in alarm completed before  state         says
    [InlineData("off", "off", false, true, "InProgress", 0)]
    [InlineData("on", "off", false, true, "Failed", 1)]    // without rollback: FAILED, stays PRIMARY
    [InlineData("on and rollback", "off", false, false, "Failed", 1)]    // nothing to go back to: the same
    [InlineData("on and rollback", "off", false, true, "back", 2)]
    [InlineData("off", "on", false, true, "InProgress", 0)]
    [InlineData("off", "on", true, true, "Failed", 1)]
    public void A_deployment_with_three_failures_ends_as_its_settings_say(string breaker, string alarm, bool inAlarm, bool completed, string state, int says)
    {
        var settings = SampleServices.Settings with
        {
            CircuitBreaker = new() { Enable = breaker != "off", Rollback = breaker == "on and rollback" },
            Alarms = alarm == "on" ? new(["errors"], true, Rollback: false) : null,
        };
        var service = Failing(completed, settings);
        List<string> events = [];
        var judged = Rollout.Judge(service, inAlarm ? ["errors"] : [], Now, events);
        Assert.Equal(says, events.Count);
        if (state == "back")
        {
            Assert.Equal(service.LastCompleted!.DeploymentId, judged.Primary!.Id);
            Assert.Equal($"ECS deployment circuit breaker: rolling back to deploymentId {judged.Primary.Id}.", judged.Deployments.Single(d => d.Id == service.Primary!.Id).RolloutStateReason);
            Assert.Equal([ServiceEventTexts.DeploymentFailed("web", service.Primary!.Id, "tasks failed to start"), ServiceEventTexts.RollingBack("web", judged.Primary.Id)], events);
            Assert.Null(judged.LastCompleted);
            Assert.Equal(ServiceDeploymentStatus.RollbackInProgress, judged.ServiceDeployment!.Status);
        }
        else
        {
            Assert.Equal((service.Primary!.Id, state), (judged.Primary!.Id, judged.Primary.RolloutState.ToString()));
        }
    }

    [Fact]
    public void An_alarm_that_was_in_ALARM_when_the_deployment_began_says_nothing_of_it()
    {
        var service = Failing(true, SampleServices.Settings with { Alarms = new(["errors"], true, true) });
        service = service with { Deployments = [.. service.Deployments.Select(d => d with { IgnoredAlarms = ["errors"] })] };
        Assert.Same(service, Rollout.Judge(service, ["errors"], Now, []));
    }

    [Fact]
    public void Tripping_is_told_in_the_words_of_the_capture()
    {
        var judged = Rollout.Judge(Failing(false, SampleServices.Settings with { CircuitBreaker = new() { Enable = true } }), [], Now, []);
        Assert.Equal("ECS deployment circuit breaker: tasks failed to start.", judged.Primary!.RolloutStateReason);
        Assert.Equal((ServiceDeploymentStatus.Stopped, true, 3), (judged.ServiceDeployment!.Status, judged.ServiceDeployment.Tripped, judged.ServiceDeployment.FinalFailureCount));
    }

    [Fact]
    public void A_rollback_that_fails_as_well_stalls()
    {
        var settings = SampleServices.Settings with { CircuitBreaker = new() { Enable = true, Rollback = true } };
        var back = Rollout.Judge(Failing(true, settings), [], Now, []);
        var again = Rollout.Judge(back with { Deployments = [.. back.Deployments.Select(d => d.Primary ? d with { FailedTasks = 3 } : d)] }, [], Now, []);
        Assert.Equal((back.Primary!.Id, RolloutState.Failed), (again.Primary!.Id, again.Primary.RolloutState));
        Assert.Equal(ServiceDeploymentStatus.RollbackFailed, again.ServiceDeployment!.Status);
    }

    [Fact]
    public void A_rollback_that_completes_can_be_rolled_back_to_again()
    {
        var settings = SampleServices.Settings with { CircuitBreaker = new() { Enable = true, Rollback = true } };
        var back = Rollout.Judge(Failing(true, settings), [], Now, []);
        List<string> events = [];
        var done = Rollout.Complete(back, Now, events);
        Assert.Equal((back.Primary!.Id, back.Primary.Id), (done.Primary!.Id, done.LastCompleted!.DeploymentId));
        Assert.Equal(ServiceDeploymentStatus.RollbackSuccessful, done.ServiceDeployment!.Status);
        Assert.Equal([$"(service web) (deployment {back.Primary.Id}) deployment completed."], events);
        Assert.Equal($"ECS deployment {back.Primary.Id} completed.", done.Primary.RolloutStateReason);
    }

    /// <summary>Updated to another revision, of which three tasks failed.</summary>
    private static ServiceRecord Failing(bool completed, ServiceSettings settings)
    {
        var service = SampleServices.Made(2, settings);
        if (completed) service = SampleServices.Completed(service);
        var change = new ServiceChange(null, null, SampleServices.Revision(2), false, service.Generation);
        service = ((ServiceDecision.Made)ServiceChanges.Change(service, change, new Dictionary<string, GroupCounts>(), [], SampleServices.Ids(2), Now)).Service;
        return service with { Deployments = [.. service.Deployments.Select(d => d.Primary ? d with { FailedTasks = 3 } : d)] };
    }
}
