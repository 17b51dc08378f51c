using Berth.Domain.Simulation;

namespace Berth.Domain.Tests.Simulation;

public sealed class SimulatedLifeTests
{
    [Fact]
    public void What_nobody_told_anything_is_the_one_default() => Assert.Same(SimulatedLife.Default, SimulatedLife.Parse(["PATH=/bin", "BERTH_PORT=1", "BERTH_SIMULATE_EXIT="]));

    [Theory]
    [InlineData("BERTH_SIMULATE_EXIT=2.5:1", 2.5, 1, false)]
    [InlineData("BERTH_SIMULATE_EXIT=0:255", 0.0, 255, false)]
    [InlineData("BERTH_SIMULATE_EXIT=3:oom", 3.0, 137, true)]
    public void An_end_of_its_own_is_told_by_seconds_and_code(string told, double seconds, int code, bool outOfMemory)
    {
        var life = SimulatedLife.Parse([told]);
        Assert.Equal((TimeSpan.FromSeconds(seconds), code, outOfMemory, (string?)null), (life.EndsAfter, life.ExitCode, life.OutOfMemory, life.StartFailure));
    }

    [Fact]
    public void Everything_else_is_told_too()
    {
        var life = SimulatedLife.Parse(["BERTH_SIMULATE_STOP=1:0", "BERTH_SIMULATE_HEALTH=30:unhealthy,healthy", "BERTH_SIMULATE_LOG=one\ntwo=2", "BERTH_SIMULATE_START_ERROR=exec: no"]);
        Assert.Equal((TimeSpan.FromSeconds(1), 0, "exec: no"), (life.StopsAfter, life.StopCode, life.StartFailure));
        Assert.Equal(["one", "two=2"], life.Output);
        Assert.Equal([new HealthTurn(TimeSpan.Zero, true), new HealthTurn(TimeSpan.FromSeconds(30), false)], life.Health);
        Assert.Null(SimulatedLife.Parse(["BERTH_SIMULATE_STOP=never"]).StopsAfter);
    }

    [Theory]
    [InlineData("BERTH_SIMULATE_EXIT=soon")]
    [InlineData("BERTH_SIMULATE_EXIT=1")]
    [InlineData("BERTH_SIMULATE_EXIT=-1:0")]
    [InlineData("BERTH_SIMULATE_EXIT=1:256")]
    [InlineData("BERTH_SIMULATE_EXIT=99999999999:0")]
    [InlineData("BERTH_SIMULATE_EXIT=NaN:0")]
    [InlineData("BERTH_SIMULATE_STOP=1:oom")]
    [InlineData("BERTH_SIMULATE_HEALTH=fine")]
    [InlineData("BERTH_SIMULATE_MOOD=good")]
    public void What_cannot_be_read_keeps_it_from_starting_and_says_so(string told)
    {
        var (name, value) = (told.Split('=')[0], told.Split('=')[1]);
        Assert.Equal($"{name} is '{value}', which cannot be simulated", SimulatedLife.Parse([told]).StartFailure);
    }
}
