using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using CsCheck;

namespace Berth.Domain.Tests.Nodes;

public sealed class HealthChecksTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    // A check every 10 s; + passed, - failed, ! took too long. Status after each: ? unknown, H, U.
    [Theory]
    [InlineData(3, 0, "+", "H")]
    [InlineData(3, 0, "---", "??U")]
    [InlineData(3, 0, "-!-", "??U")]
    [InlineData(1, 0, "-+-", "UHU")]
    [InlineData(3, 0, "--+--+---", "??HHHHHHU")]
    [InlineData(2, 35, "-----", "????U")]      // the first three begin inside the start period
    [InlineData(2, 300, "+--", "HHU")]         // one success ends the grace
    [InlineData(2, 0, "--+", "?UH")]
    public void Judges_like_docker(int retries, int startPeriod, string results, string states)
    {
        var container = Container(retries, startPeriod);
        var seen = "";
        foreach (var result in results)
        {
            container = Check(container, result switch { '+' => 0, '-' => 1, _ => null });
            seen += container.Health.Status switch { HealthStatus.Healthy => 'H', HealthStatus.Unhealthy => 'U', _ => '?' };
        }

        Assert.Equal(states, seen);
    }

    [Fact]
    public void The_first_check_comes_an_interval_after_the_start_and_each_next_one_after_the_last()
    {
        var container = Container(3, 0);
        Assert.Equal(Start.AddSeconds(10), HealthChecks.NextAt(container));
        Assert.Equal(Start.AddSeconds(23), HealthChecks.NextAt(HealthChecks.After(container, new(0, "", Start.AddSeconds(10), Start.AddSeconds(13)))));
        Assert.Null(HealthChecks.NextAt(container with { Phase = ContainerPhase.Ended }));
        Assert.Null(HealthChecks.NextAt(container with { Restarting = true }));
        Assert.Null(HealthChecks.NextAt(container with { HealthCheck = null }));
    }

    [Fact]
    public void A_check_that_began_before_a_restart_says_nothing()
    {
        var again = Container(1, 0) with { StartedAt = Start.AddSeconds(30) };
        Assert.Same(again, HealthChecks.After(again, new(1, "", Start.AddSeconds(29), Start.AddSeconds(31))));
    }

    [Fact]
    public void Commands_are_run_as_they_are_or_by_the_shell()
    {
        Assert.Equal(["/bin/sh", "-c", "curl -f localhost || exit 1"], HealthChecks.CommandOf(new(["CMD-SHELL", "curl -f localhost || exit 1"], 30, 5, 3, null)));
        Assert.Equal(["/probe", "-x"], HealthChecks.CommandOf(new(["CMD", "/probe", "-x"], 30, 5, 3, null)));
    }

    [Fact]
    public void Safety_it_is_unhealthy_only_after_enough_failures_in_a_row() => Gen.Select(Gen.Int[1, 5], Gen.Int[0, 60], Gen.Bool.List[1, 30]).Sample(game =>
    {
        var container = Container(game.Item1, game.Item2);
        var row = 0;
        foreach (var passed in game.Item3)
        {
            container = Check(container, passed ? 0 : 1);
            row = passed ? 0 : row + 1;
            if (container.Health.Status == HealthStatus.Unhealthy) Assert.True(row >= game.Item1);
            Assert.Equal(passed, container.Health.Status == HealthStatus.Healthy && row == 0);
        }
    });

    [Fact]
    public void Liveness_one_that_only_fails_becomes_unhealthy_within_the_start_period_and_its_retries() => Gen.Select(Gen.Int[1, 10], Gen.Int[0, 300]).Sample(game =>
    {
        var container = Container(game.Item1, game.Item2);
        for (var checks = 0; checks < (game.Item2 / 10) + 1 + game.Item1; checks++) container = Check(container, 1);
        Assert.Equal(HealthStatus.Unhealthy, container.Health.Status);
    });

    [Theory]
    [InlineData("H", "Healthy")]
    [InlineData("H U", "Unhealthy")]
    [InlineData("H ?", "Unknown")]
    [InlineData("? U", "Unhealthy")]
    [InlineData("H u", "Healthy")]     // small letters: not essential
    [InlineData("? h", "Unknown")]
    public void A_task_is_as_its_worst_essential_container(string containers, string task) =>
        Assert.Equal(task, TaskHealth.Of([.. containers.Split(' ').Select(c => new TaskContainer
        {
            Name = c,
            ContainerArn = c,
            RuntimeId = c,
            Image = c,
            Essential = c is "H" or "U" or "?",
            Health = c.ToUpperInvariant() switch { "H" => HealthStatus.Healthy, "U" => HealthStatus.Unhealthy, _ => HealthStatus.Unknown },
        })]).ToString());

    private static NodeTaskContainer Check(NodeTaskContainer container, int? code)
    {
        var due = HealthChecks.NextAt(container)!.Value;
        return HealthChecks.After(container, new(code, "", due, due));
    }

    private static NodeTaskContainer Container(int retries, int startPeriod) => new()
    {
        Name = "app",
        Essential = true,
        StopTimeout = TimeSpan.FromSeconds(30),
        HasLog = false,
        Phase = ContainerPhase.Running,
        Started = true,
        FirstStartedAt = Start,
        StartedAt = Start,
        HealthCheck = new HealthCheck(["CMD", "true"], 10, 5, retries, startPeriod),
    };
}
