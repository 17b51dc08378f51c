using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;

namespace Berth.Domain.Tests.Nodes;

public sealed class DependenciesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    // What db is: waits, runs (10 s of its 60), healthy, unhealthy, restarting, exit CODE, lost (exit code unknown).
    [Theory]
    [InlineData("waits", DependencyCondition.Start, "waits")]
    [InlineData("runs", DependencyCondition.Start, "met")]
    [InlineData("exit 1", DependencyCondition.Start, "met")]
    [InlineData("waits", DependencyCondition.Complete, "waits")]
    [InlineData("runs", DependencyCondition.Complete, "waits +50s")]
    [InlineData("exit 1", DependencyCondition.Complete, "met")]
    [InlineData("lost", DependencyCondition.Complete, "never: dependency graph: failed to resolve container ordering dependency [db] for target [app] because dependency has stopped.")]
    [InlineData("runs", DependencyCondition.Success, "waits +50s")]
    [InlineData("exit 0", DependencyCondition.Success, "met")]
    [InlineData("exit 1", DependencyCondition.Success, "never: dependency graph: failed to resolve container ordering dependency [db] for target [app] as dependency did not exit successfully.")]
    [InlineData("runs", DependencyCondition.Healthy, "waits +50s")]
    [InlineData("healthy", DependencyCondition.Healthy, "met")]
    [InlineData("unhealthy", DependencyCondition.Healthy, "waits +50s")]
    [InlineData("restarting", DependencyCondition.Healthy, "waits +50s")]
    [InlineData("exit 0", DependencyCondition.Healthy, "never: dependency graph: failed to resolve container ordering dependency [db] for target [app] because dependency has stopped.")]
    public void Judges(string db, DependencyCondition condition, string state) =>
        Assert.Equal(state, Show(Dependencies.Judge(Task(db, condition), Task(db, condition).Containers[1], Now)));

    [Theory]
    [InlineData(DependencyCondition.Complete)]
    [InlineData(DependencyCondition.Success)]
    [InlineData(DependencyCondition.Healthy)]
    public void A_missed_start_timeout_is_the_end(DependencyCondition condition)
    {
        var task = Task("runs", condition);
        Assert.Equal("waits +0.001s", Show(Dependencies.Judge(task, task.Containers[1], Now.AddSeconds(49.999)), Now.AddSeconds(49.999)));
        Assert.Equal(
            "never: dependency graph: container ordering dependency [db] for target [app] has timed out.", Show(Dependencies.Judge(task, task.Containers[1], Now.AddSeconds(50))));
    }

    [Fact]
    public void Who_is_needed_stops_last()
    {
        var task = Task("runs", DependencyCondition.Start).With("app", c => c with { Phase = ContainerPhase.Running, Started = true });
        Assert.False(Dependencies.MayStop(task, task.Containers[0]));
        Assert.True(Dependencies.MayStop(task, task.Containers[1]));
        Assert.True(Dependencies.MayStop(task.With("app", c => c with { Phase = ContainerPhase.Ended }), task.Containers[0]));
    }

    internal static NodeTask Task(string db, DependencyCondition condition)
    {
        var running = new NodeTaskContainer
        {
            Name = "db",
            Essential = false,
            StopTimeout = TimeSpan.FromSeconds(30),
            HasLog = false,
            StartTimeout = TimeSpan.FromSeconds(60),
            Phase = ContainerPhase.Running,
            Started = true,
            FirstStartedAt = Now.AddSeconds(-10),
            StartedAt = Now.AddSeconds(-10),
        };
        return new()
        {
            NetworkReady = true,
            Containers =
            [
                db switch
                {
                    "waits" => running with { Phase = ContainerPhase.Pulled, Started = false, FirstStartedAt = null, StartedAt = null },
                    "runs" => running,
                    "healthy" => running with { Health = ContainerHealth.Unknown with { Status = HealthStatus.Healthy } },
                    "unhealthy" => running with { Health = ContainerHealth.Unknown with { Status = HealthStatus.Unhealthy } },
                    "restarting" => running with { Restarting = true, Health = ContainerHealth.Unknown with { Status = HealthStatus.Healthy } },
                    "lost" => running with { Phase = ContainerPhase.Ended },
                    _ => running with { Phase = ContainerPhase.Ended, ExitCode = int.Parse(db["exit ".Length..], System.Globalization.CultureInfo.InvariantCulture) },
                },
                new() { Name = "app", Essential = true, StopTimeout = TimeSpan.FromSeconds(30), HasLog = false, Phase = ContainerPhase.Pulled, DependsOn = [new("db", condition)] },
            ],
        };
    }

    private static string Show(DependencyState state, DateTimeOffset? now = null) => state switch
    {
        DependencyState.Met => "met",
        DependencyState.Waits { Until: { } until } => System.FormattableString.Invariant($"waits +{(until - (now ?? Now)).TotalSeconds:0.###}s"),
        DependencyState.Waits => "waits",
        DependencyState.Impossible never => "never: " + never.Reason,
        _ => throw new InvalidOperationException(state.ToString()),
    };
}
