using Berth.Domain.Deployments;
using Berth.Domain.Fargate;
using Berth.Domain.Invariants;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Services;

/// <summary>What a whole service does and says. The notation is that of <see cref="ServiceTasks"/>. Whole histories are played by Berth.Simulation.</summary>
public sealed class ServiceDeciderTests
{
    private static readonly DateTimeOffset Now = ServiceTasks.Now;

    [Theory]
    //          desired state         tasks                 does               says, without the service's name
    [InlineData(2, "InProgress", "", "start 2", "")]
    [InlineData(2, "InProgress", "A+ B?", "", "")]
    [InlineData(2, "InProgress", "A+ B+", "", "deployment completed.|has reached a steady state.")]    // in this order
    [InlineData(2, "InProgress", "A+ B+ a+", "stop a", "")]                                                     // not before the last old task goes
    [InlineData(0, "InProgress", "", "", "deployment completed.|has reached a steady state.")]
    [InlineData(2, "Completed", "A+ B!", "start 1", "failed container health checks.")]
    [InlineData(1, "Completed", "A+ B+", "stop B", "")]
    [InlineData(1, "Completed", "A+* B+*", "", "scale in due to (reason 1 tasks under protection)")]
    [InlineData(2, "Failed", "A+", "", "")]                                                     // launches nothing
    public void Decides(int desired, string state, string tasks, string does, string says)
    {
        var plan = Decide(Service(desired, Enum.Parse<RolloutState>(state)), tasks);
        Assert.Equal(does, Show(plan));
        Assert.Equal(says.Split('|', StringSplitOptions.RemoveEmptyEntries).Length, plan.Events.Count);
        Assert.All(says.Split('|', StringSplitOptions.RemoveEmptyEntries).Zip(plan.Events), pair => Assert.EndsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void It_says_once_that_it_is_steady_and_again_after_six_hours()
    {
        var steady = Decide(Service(2, RolloutState.Completed), "A+1 B+2");
        Assert.Equal(["(service web) has reached a steady state."], steady.Events);
        Assert.Equal(Now + TimeSpan.FromSeconds(1), steady.WakeAt);
        var again = Decide(steady.Service, "A+1 B+2");
        Assert.Empty(again.Events);
        Assert.Same(steady.Service, again.Service);
        Assert.Equal(Now + TimeSpan.FromHours(6), again.WakeAt);
        Assert.Single(ServiceDecider.Decide(new(steady.Service, ServiceTasks.Parse("A+1 B+2"), [], null, []), Now + TimeSpan.FromHours(6)).Events);
    }

    /// <summary>Else two of them would take turns: each that finds no room would let the other try again at once.</summary>
    [Fact]
    public void Groups_that_share_a_service_wait_for_room_together()
    {
        TaskSet Set(string id) => new() { Id = id, Arn = id, Revision = "1", ScalePercent = 50, CreatedAt = Now, UpdatedAt = Now };
        var external = Service(2, RolloutState.InProgress) with { DeploymentController = DeploymentController.External, Deployments = [], TaskSets = [Set(ServiceTasks.Older), Set(ServiceTasks.Primary)] };
        external = external with { TaskSets = [.. external.TaskSets.Select(t => t with { Revision = external.Revisions[0].Number })] };
        var shortage = new PlacementShortage(PoolShortage.Capacity, ServiceTasks.Primary, 1, Now + TimeSpan.FromSeconds(5));
        Assert.Empty(ServiceDecider.Decide(new(external, [], [], shortage, []), Now).Starts);
        Assert.Equal(2, ServiceDecider.Decide(new(external, [], [], shortage, []), Now + TimeSpan.FromSeconds(5)).Starts.Count);
    }

    [Fact]
    public void No_room_is_said_once_and_forgotten_when_there_is_some()
    {
        var service = Service(2, RolloutState.InProgress);
        var shortage = new PlacementShortage(PoolShortage.Capacity, ServiceTasks.Primary, 2, Now + TimeSpan.FromSeconds(5));
        var plan = ServiceDecider.Decide(new(service, [], [], shortage, []), Now);
        Assert.Equal((0, Now + TimeSpan.FromSeconds(5)), (plan.Starts.Count, plan.WakeAt));
        Assert.Equal([ServiceEventTexts.Shortage("web", PoolShortage.Capacity)], plan.Events);
        Assert.Empty(ServiceDecider.Decide(new(plan.Service, [], [], shortage, []), Now).Events);
        var later = ServiceDecider.Decide(new(plan.Service, [], [], null, []), Now + TimeSpan.FromSeconds(5));
        Assert.Empty(later.Service.Standing);
        Assert.Equal(2, later.Starts.Single().Places.Count);
    }

    [Fact]
    public void After_three_failed_starts_it_says_that_it_cannot_start_tasks_and_waits()
    {
        var ended = Enumerable.Range(1, 3).Select(i => ServiceTasks.Parse("A~")[0] with
        {
            TaskId = "E" + i,
            Status = Domain.Tasks.TaskStatus.Stopped,
            Ending = true,
            CreatedAt = Now - TimeSpan.FromMinutes(20 - i),
            StoppingAt = Now - TimeSpan.FromMinutes(20 - i) + TimeSpan.FromSeconds(30),
            StopCode = StopCode.TaskFailedToStart,
            StoppedReason = "CannotPullContainerError: not found",
            EndSequence = i,
        }).ToList();
        ended[^1] = ended[^1] with { CreatedAt = Now - TimeSpan.FromSeconds(5), StoppingAt = Now };
        var plan = ServiceDecider.Decide(new(Service(1, RolloutState.InProgress), [], ended, null, []), Now);
        Assert.Equal(["(service web) was unable to place a task. Reason: CannotPullContainerError: not found", "(service web) is unable to consistently start tasks successfully."], plan.Events);
        Assert.Equal((0, Now + TimeSpan.FromSeconds(20), 3, 3L), (plan.Starts.Count, plan.WakeAt, plan.Service.Primary!.FailedTasks, plan.Service.AccountedThrough));
    }

    [Fact]
    public void A_steady_service_is_spread_anew_one_task_after_the_other()
    {
        var service = Service(2, RolloutState.Completed) with { Steady = true, SteadySaidAt = Now };
        var first = Decide(service, "A+1 B+1");
        Assert.Equal(("start 1", "ap-northeast-1b"), (Show(first), first.Starts[0].RebalancedInto));
        Assert.Equal(["(service web) is not AZ balanced with 2 tasks in ap-northeast-1a, 0 tasks in ap-northeast-1b. AZ Rebalancing in progress."], first.Events);
        Assert.Equal("", Show(Decide(first.Service, "A+1 B+1 C~2")));
        var second = Decide(first.Service, "A+1 B+1 C+2");
        Assert.Equal(("stop B", "ap-northeast-1a"), (Show(second), second.Stops[0].RebalancedFrom));
        Assert.Equal(ServiceEventTexts.Rebalancing(ServiceTasks.Primary), second.Stops[0].Reason);
        var third = Decide(second.Service, "A+1 C+2");
        Assert.Equal(["(service web) is AZ balanced with 1 tasks in ap-northeast-1a, 1 tasks in ap-northeast-1b.", "(service web) has reached a steady state."], third.Events);
    }

    [Fact]
    public void A_service_is_not_spread_anew_where_only_protected_tasks_could_go()
    {
        var service = Service(2, RolloutState.Completed) with { Steady = true, SteadySaidAt = Now };
        var plan = Decide(service, "A+*1 B+*1");
        Assert.Equal(("", Now + TimeSpan.FromHours(1)), (Show(plan), plan.WakeAt));
        Assert.Equal(["(service web) stopped AZ Rebalancing."], Decide(service with { Steady = false, Rebalancing = true }, "A+*1 B+*1 C+2").Events.Take(1));
    }

    [Fact]
    public void A_deleted_service_stops_everything_and_is_INACTIVE_when_the_last_task_is_stopping()
    {
        var draining = Service(2, RolloutState.Completed) with { Status = ServiceStatus.Draining };
        Assert.Equal("stop ABC", Show(Decide(draining, "A+* B~ C!")));
        var stopping = ServiceTasks.Parse("A+")[0] with { Ending = true };
        Assert.Equal(ServiceStatus.Draining, ServiceDecider.Decide(new(draining, [stopping], [], null, []), Now).Service.Status);
        Assert.Equal(ServiceStatus.Inactive, ServiceDecider.Decide(new(draining, [stopping with { Status = Domain.Tasks.TaskStatus.Stopping }], [], null, []), Now).Service.Status);
    }

    [Fact]
    public void Safety_whatever_is_seen_no_invariant_is_broken() => Worlds.Sample((service, tasks) =>
    {
        var seen = new ServiceSnapshot(service, tasks, [], null, []);
        Assert.Empty(PassInvariants.Broken(seen, ServiceDecider.Decide(seen, Now), Now));
    });

    [Fact]
    public void Safety_the_second_look_at_the_same_changes_nothing_that_the_first_one_did_not() => Worlds.Sample((service, tasks) =>
    {
        var once = ServiceDecider.Decide(new(service, tasks, [], null, []), Now);
        var twice = ServiceDecider.Decide(new(once.Service, tasks, [], null, []), Now);
        if (!once.Acts && !once.Service.Steady && once.Service.Rebalancing == service.Rebalancing) Assert.Same(once.Service, twice.Service);
        Assert.True(twice.Service.Generation >= once.Service.Generation);
    });

    private static readonly Gen<(ServiceRecord Service, IReadOnlyList<ServiceTask> Tasks)> Worlds = Gen.Select(
        Gen.Select(Gen.Int[0, 8], Gen.OneOf(0, 50, 100), Gen.OneOf(100, 150, 200), Gen.OneOf(RolloutState.InProgress, RolloutState.Completed, RolloutState.Failed), Gen.Bool, Gen.Bool),
        ServiceTasks.Any,
        (s, tasks) =>
        {
            var (desired, min, max, state, steady, old) = s;
            var service = Service(desired, state);
            return (service with
            {
                Settings = service.Settings with { MinimumHealthyPercent = min, MaximumPercent = max },
                Steady = steady && state == RolloutState.Completed,
                SteadySaidAt = Now,
                Deployments = old ? service.Deployments : [service.Primary!],
            }, tasks);
        });

    private static ServicePlan Decide(ServiceRecord service, string tasks) => ServiceDecider.Decide(new(service, ServiceTasks.Parse(tasks), [], null, []), Now);

    /// <summary>With an older deployment, which keeps nothing, and subnets in two zones.</summary>
    private static ServiceRecord Service(int desired, RolloutState state)
    {
        var service = SampleServices.Made(desired, SampleServices.Settings with { AvailabilityZoneRebalancing = true });
        var deployment = service.Primary! with { Id = ServiceTasks.Primary, RolloutState = state };
        return service with
        {
            Deployments = [deployment, deployment with { Id = ServiceTasks.Older, Primary = false, KeptTasks = 0, RolloutState = RolloutState.Completed }],
            Revisions = [service.Revisions[0] with { Subnets = [new("subnet-1", "ap-northeast-1a"), new("subnet-2", "ap-northeast-1b")] }],
        };
    }

    private static string Show(ServicePlan plan)
    {
        List<string> parts = [];
        if (plan.Starts.Count > 0) parts.Add($"start {plan.Starts.Sum(s => s.Places.Count)}");
        if (plan.Stops.Count > 0) parts.Add("stop " + string.Concat(plan.Stops.Select(s => s.TaskId)));
        return string.Join("; ", parts);
    }
}
