using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class DependencyRulesTests
{
    [Theory]
    // One token per container: NAME, then ? when it is not essential, + when it has a health check, and >TARGET:CONDITION for each that it waits for.
    [InlineData("app>side:START side", null)]
    [InlineData("app>side:HEALTHY side+", null)]
    [InlineData("app>init:SUCCESS>side:START side>init:COMPLETE init?", null)]
    [InlineData("app>side:START>side:HEALTHY side+", null)]
    [InlineData("app>nobody:START", "Cannot depend on container + 'nobody' because it does not exist")]
    [InlineData("app>app:START", "Container 'app' cannot depend on itself")]
    [InlineData("app>side:SUCCESS side", "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container")]
    [InlineData("app>side:COMPLETE side", "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container")]
    [InlineData("app>side:HEALTHY side", "A dependency container with HEALTHY condition must have health check configured")]
    [InlineData("app>side:READY side", "condition should be one of [START,COMPLETE,SUCCESS,HEALTHY]")]
    [InlineData("app>side:start side", "condition should be one of [START,COMPLETE,SUCCESS,HEALTHY]")]
    [InlineData("app>side:START side>app:START", "Container dependencies should not have a cycle")]
    [InlineData("app>side:START side>init:START init>app:START last>app:START", "Container dependencies should not have a cycle")]
    public void Judges(string containers, string? fault) => Assert.Equal(fault is null ? [] : [fault], DependencyRules.Check(Parse(containers)));

    [Fact]
    public void Safety_what_passes_has_an_order_in_which_every_container_can_start() => Graphs.Sample(task =>
    {
        if (DependencyRules.Check(task).Any()) return;
        var started = new HashSet<string>();
        for (var round = 0; round < task.Containers.Count; round++)
            started.UnionWith(task.Containers.Where(c => c.DependsOn.All(d => started.Contains(d.ContainerName!))).Select(c => c.Name!));
        Assert.Equal(task.Containers.Count, started.Count);
    });

    [Fact]
    public void Liveness_containers_that_wait_only_for_earlier_ones_pass() => Graphs.Sample(task =>
    {
        var names = task.Containers.Select(c => c.Name).ToList();
        var forward = task with { Containers = [.. task.Containers.Select((c, i) => c with { DependsOn = [.. c.DependsOn.Where(d => names.IndexOf(d.ContainerName) < i)] })] };
        Assert.Empty(DependencyRules.Check(forward));
    });

    private static Gen<TaskDefinitionDraft> Graphs =>
        from count in Gen.Int[1, 6]
        from targets in Gen.Int[0, count - 1].List[0, 2].List[count]
        select new TaskDefinitionDraft { Family = "web", Containers = [.. targets.Select((t, i) => new ContainerDraft { Name = $"c{i}", DependsOn = [.. t.Select(n => new DependencyDraft($"c{n}", "START"))] })] };

    private static TaskDefinitionDraft Parse(string containers) => new() { Family = "web", Containers = [.. containers.Split(' ').Select(One)] };

    private static ContainerDraft One(string token)
    {
        var parts = token.Split('>');
        return SampleDrafts.App with
        {
            Name = parts[0].TrimEnd('?', '+'),
            Essential = parts[0].Contains('?') ? false : null,
            HealthCheck = parts[0].Contains('+') ? new(["CMD", "true"], null, null, null, null) : null,
            DependsOn = [.. parts[1..].Select(p => new DependencyDraft(p.Split(':')[0], p.Split(':')[1]))],
        };
    }
}
