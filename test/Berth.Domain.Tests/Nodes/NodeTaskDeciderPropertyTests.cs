using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;
using CsCheck;

namespace Berth.Domain.Tests.Nodes;

/// <summary>Plays a node whose actions succeed or fail at random, with ends and stops at any moment.</summary>
public sealed class NodeTaskDeciderPropertyTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(int Seed, int Containers, bool Log)> Games = Gen.Select(Gen.Int, Gen.Int[1, 4], Gen.Bool);

    [Fact]
    public void Safety_no_process_runs_without_a_network_and_none_is_left_when_the_network_goes() => Games.Sample(game =>
    {
        var world = new World(game);
        for (var step = 0; step < 60; step++) world.Step(action =>
        {
            if (action is NodeAction.Start) Assert.True(world.Task is { NetworkReady: true, NetworkGone: false, Ending: false });
            if (action is NodeAction.Start begun) Assert.IsType<DependencyState.Met>(Dependencies.Judge(world.Task, world.Of(begun.Container), world.Now));
            if (action is NodeAction.Terminate asked) Assert.All(world.Task.Containers.Where(c => c.DependsOn.Any(d => d.ContainerName == asked.Container)), c => Assert.True(c.Phase >= ContainerPhase.Ended));
            if (action is NodeAction.Restart) Assert.False(world.Task.Ending);
            if (action is NodeAction.DetachNetwork) Assert.All(world.Task.Containers, c => Assert.Equal(ContainerPhase.Removed, c.Phase));
            if (action is NodeAction.Kill kill) Assert.True(world.Now - world.Of(kill.Container).TerminatedAt >= world.Of(kill.Container).StopTimeout);
            if (action is NodeAction.Remove remove) Assert.Equal(ContainerPhase.Ended, world.Of(remove.Container).Phase);
        });
    });

    [Fact]
    public void Safety_what_is_reported_only_rises_and_running_is_never_left_out() => Games.Sample(game =>
    {
        var world = new World(game);
        var told = new List<ReportedStage>();
        for (var step = 0; step < 80; step++)
        {
            world.Step(_ => { });
            while (NodeReports.Next(world.Task) is { } due)
            {
                Assert.True(due.Stage >= world.Task.Reported);
                told.Add(due.Stage);
                world.Acknowledge(due);
            }
        }

        if (world.Task.AllStarted) Assert.Contains(ReportedStage.Running, told);
        Assert.Equal(told.Order(), told);
    });

    [Fact]
    public void Liveness_a_task_left_alone_either_runs_or_is_over_within_bounded_steps() => Games.Sample(game =>
    {
        var world = new World(game);
        for (var step = 0; step < 400 && !world.Task.AllStarted && !world.Task.NetworkGone; step++) world.Step(_ => { });
        Assert.True(world.Task.AllStarted || world.Task.NetworkGone, NodeTaskDecider.Decide(world.Task, world.Now).Reason);
    });

    [Fact]
    public void Liveness_a_task_that_is_told_to_stop_is_gone_and_reported_within_bounded_steps() => Games.Sample(game =>
    {
        var world = new World(game);
        for (var step = 0; step < 10; step++) world.Step(_ => { });
        world.Stop();
        for (var step = 0; step < 200 && !world.Task.NetworkGone; step++) world.Step(_ => { });
        while (NodeReports.Next(world.Task) is { } due) world.Acknowledge(due);
        Assert.True(world.Task.NetworkGone);
        Assert.Equal(ReportedStage.NetworkGone, world.Task.Reported);
    });

    /// <summary>A node without any machine below it.</summary>
    private sealed class World((int Seed, int Containers, bool Log) game)
    {
        private readonly Random dice = new(game.Seed);

        public DateTimeOffset Now { get; private set; } = Start;

        public NodeTask Task { get; private set; } = new()
        {
            Containers = [.. Enumerable.Range(0, game.Containers).Select(i => new NodeTaskContainer { Name = $"c{i}", Essential = i == 0, StopTimeout = TimeSpan.FromSeconds(2), HasLog = game.Log } with
            {
                // Each may need any that comes before it, so that nothing goes round.
                DependsOn = [.. Enumerable.Range(0, i).Where(n => new Random(game.Seed + (i * 7) + n).Next(2) == 0).Select(n => new ContainerDependency($"c{n}", (DependencyCondition)(new Random(game.Seed + n + i).Next(4))))],
                HealthCheck = new HealthCheck(["CMD", "x"], 5, 2, 2, 10),
                RestartPolicy = i % 2 == 0 ? new RestartPolicy(true, [2], 3) : null,
            })],
        };

        public NodeTaskContainer Of(string name) => Task.Containers.First(c => c.Name == name);

        public void Stop() => Task = Task with { StopDesired = true };

        public void Acknowledge(DueReport due) => Task = Task with
        {
            Reported = due.Stage,
            Containers = [.. Task.Containers.Select(c => due.Containers.Contains(c.Name) ? c with { ReportedPhase = c.Phase } : c)],
        };

        public void Step(Action<NodeAction> check)
        {
            var plan = NodeTaskDecider.Decide(Task, Now);

            // Judged by what was so when it was decided: actions of one plan run side by side, and one may fail while another is under way.
            foreach (var action in plan.Actions) check(action);
            foreach (var action in plan.Actions) Act(action);

            if (dice.Next(20) == 0) Task = NodeTaskDecider.Resume(Task, Now);
            if (plan.Actions.Count == 0 && plan.WakeAt is { } wake) Now = wake;
            Now += TimeSpan.FromMilliseconds(dice.Next(500));
            foreach (var container in Task.Containers.Where(c => c.Phase == ContainerPhase.Running && (c.Killed || dice.Next(10) == 0)).ToList())
                if (!container.Restarting) Task = Endings.AfterExit(Task, container.Name, new(dice.Next(4) is < 3 and var code ? code : null, dice.Next(5) == 0, Now), Now);
        }

        private void Act(NodeAction action) => Task = action switch
        {
            not NodeAction.GiveUp when dice.Next(10) == 0 => NodeTaskDecider.AfterFailure(Task, action, "no"),
            NodeAction.AttachNetwork => Task with { NetworkReady = true },
            NodeAction.DetachNetwork => Task with { NetworkGone = true },
            NodeAction.Pull pull => Task.With(pull.Container, c => c with { Phase = ContainerPhase.Pulled, ImageDigest = "sha256:0" }),
            NodeAction.Start start => Task.With(start.Container, c => c with { Phase = ContainerPhase.Running, Started = true, FirstStartedAt = Now, StartedAt = Now }),
            NodeAction.Refuse refused => Task.With(refused.Container, c => c with { Reason = refused.Reason }),
            NodeAction.Restart again => Endings.AfterRestart(Task, again.Container, Now),
            NodeAction.CheckHealth check => Task.With(check.Container, c => HealthChecks.After(c, new(dice.Next(2), "", Now, Now))),
            NodeAction.GiveUp given => Task.With(given.Container, c => c with { Phase = ContainerPhase.Removed }),
            NodeAction.Terminate asked => Task.With(asked.Container, c => c with { TerminatedAt = Now }),
            NodeAction.Kill kill => Task.With(kill.Container, c => c with { Killed = true }),
            NodeAction.Remove remove => Task.With(remove.Container, c => c with { Phase = ContainerPhase.Removed }),
            _ => throw new InvalidOperationException(action.ToString()),
        };
    }
}
