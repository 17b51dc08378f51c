using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Domain.Tests.Deployments;

public sealed class FailureAccountTests
{
    private static readonly DateTimeOffset Now = ServiceTasks.Now;

    [Theory]
    // One token per task that ended, oldest first: n never ran, x exited after 10 s, X after 60 s, u stopped by somebody, s by the service, h for failed health checks, i interrupted, m its machine was gone.
    //          healthy before ended     failures rounds
    [InlineData(false, "n", 1, 1)]         // stage one: what never reaches RUNNING
    [InlineData(false, "nnn", 3, 3)]
    [InlineData(false, "x", 1, 0)]         // and what ends before it counts as healthy; it causes no throttling
    [InlineData(false, "u", 1, 0)]
    [InlineData(false, "h", 1, 0)]
    [InlineData(false, "s", 0, 0)]         // stopped because nobody needs it: no failure
    [InlineData(false, "i", 0, 0)]
    [InlineData(false, "m", 0, 0)]
    [InlineData(false, "xX", 0, 0)]         // one that was healthy for a while forgives what came before
    [InlineData(false, "Xx", 0, 0)]         // and from then on only health checks count
    [InlineData(false, "Xh", 1, 0)]
    [InlineData(true, "nxu", 0, 0)]         // one that reached RUNNING ends the throttling
    [InlineData(true, "hh", 2, 0)]
    [InlineData(true, "hX", 0, 0)]
    public void Counts(bool healthyBefore, string ended, int failures, int rounds)
    {
        var settled = FailureAccount.Settle(Fresh with { WasHealthy = healthyBefore }, [], [.. ended.Select(Ended)], resetOnHealthyTask: true, Now);
        Assert.Equal((failures, rounds), (settled.FailedTasks, settled.Throttle.Rounds));
    }

    [Fact]
    public void Failures_stay_when_a_healthy_task_is_to_forgive_none() =>
        Assert.Equal(2, FailureAccount.Settle(Fresh, [], [Ended('n', 0), Ended('n', 1), Ended('X', 2)], resetOnHealthyTask: false, Now).FailedTasks);

    [Fact]
    public void A_task_that_reaches_RUNNING_ends_the_throttling() =>
        Assert.Equal(StartThrottle.None, FailureAccount.Settle(Fresh with { Throttle = new(5, Now - TimeSpan.FromMinutes(1)) }, ServiceTasks.Parse("A?"), [], true, Now).Throttle);

    [Fact]
    public void Safety_failures_never_grow_by_more_than_what_ended() => Gen.Select(Gen.Bool, Gen.Bool, Gen.Char["nxXushim"].List[0, 12]).Sample((healthy, reset, ended) =>
    {
        var settled = FailureAccount.Settle(Fresh with { WasHealthy = healthy, FailedTasks = 3 }, [], [.. ended.Select(Ended)], reset, Now);
        Assert.InRange(settled.FailedTasks, 0, 3 + ended.Count);
        Assert.True(settled.WasHealthy || !healthy);
    });

    [Fact]
    public void Liveness_a_deployment_of_which_nothing_ever_starts_is_given_up() => Gen.Int[0, 50].Sample(desired =>
    {
        var deployment = Fresh;
        for (var i = 0; i < 200 && !CircuitBreaker.Trips(new() { Enable = true }, deployment, desired); i++) deployment = FailureAccount.Settle(deployment, [], [Ended('n', i)], true, Now);
        Assert.True(CircuitBreaker.Trips(new() { Enable = true }, deployment, desired));
    });

    private static Deployment Fresh => new() { Id = "ecs-svc/1", Revision = "1", Primary = true, RolloutStateReason = "", CreatedAt = Now, UpdatedAt = Now };

    /// <summary>Each is made after the one before it ended.</summary>
    private static ServiceTask Ended(char kind, int index)
    {
        var made = Now - TimeSpan.FromHours(10) + TimeSpan.FromMinutes(2 * index);
        var started = kind == 'n' ? (DateTimeOffset?)null : made + TimeSpan.FromSeconds(5);
        return new()
        {
            TaskId = $"t{index}",
            GroupId = "ecs-svc/1",
            Status = TaskStatus.Stopped,
            Ending = true,
            CreatedAt = made,
            StartedAt = started,
            StoppingAt = made + TimeSpan.FromSeconds(kind == 'X' ? 65 : 15),
            AvailabilityZone = "a",
            EndSequence = index + 1,
            StopCode = kind switch
            {
                'n' => StopCode.TaskFailedToStart,
                'u' => StopCode.UserInitiated,
                's' or 'h' => StopCode.ServiceSchedulerInitiated,
                'i' => StopCode.SpotInterruption,
                'm' => StopCode.TerminationNotice,
                _ => StopCode.EssentialContainerExited,
            },
            StoppedReason = kind == 'h' ? FailureAccount.FailedContainerHealthChecks : "",
        };
    }
}
