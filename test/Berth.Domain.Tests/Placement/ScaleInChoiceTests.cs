using Berth.Domain.Placement;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Placement;

/// <summary>The notation is that of <see cref="ServiceTasks"/>.</summary>
public sealed class ScaleInChoiceTests
{
    private static readonly DateTimeOffset Now = ServiceTasks.Now;

    [Theory]
    //          tasks                     count strategy            leave chosen
    [InlineData("A+ B+ C+", 1, "", null, "C")]     // the newest
    [InlineData("A+ B~ C? D!", 3, "", null, "BDC")]   // those on their way, then the unhealthy, then those that nobody knows of yet
    [InlineData("A+1 B+1 C+2", 1, "", null, "B")]     // of the zone that has most
    [InlineData("A+1 B+1 C+2 D+2", 2, "", null, "DB")]    // the zones stay even
    [InlineData("A+1 B+1 C+1 D+2", 2, "", null, "CB")]
    [InlineData("A+* B+ C+*", 2, "", null, "B")]     // protected ones never, so that fewer go
    [InlineData("A~* B+", 1, "", null, "B")]
    [InlineData("A+ B+ C+s D+s", 2, "FARGATE:2:0 SPOT:0:1", null, "DC")] // the base stays
    [InlineData("A+ B+ C+s D+s", 2, "FARGATE:0:1 SPOT:0:1", null, "DB")] // the ratio stays
    [InlineData("A+1 B+1 C+2s", 1, "FARGATE:2:1 SPOT:0:2", null, "C")]
    [InlineData("A+1 B+1 C+2s", 1, "FARGATE:2:1 SPOT:0:2", "a", "B")]  // who spreads the service anew does not give back what was started for it
    public void Chooses(string tasks, int count, string strategy, string? leave, string chosen) => Assert.Equal(chosen, string.Concat(
        ScaleInChoice.Choose(ServiceTasks.Judge(ServiceTasks.Parse(tasks)), count, Strategy(strategy), Now, leave is null ? null : "ap-northeast-1" + leave).Select(t => t.Task.TaskId)));

    [Fact]
    public void Safety_no_protected_task_and_none_twice() => Gen.Select(ServiceTasks.Any, Gen.Int[0, 14], Gen.OneOf("", "FARGATE:1:1 SPOT:0:2")).Sample((tasks, count, strategy) =>
    {
        var chosen = ScaleInChoice.Choose(ServiceTasks.Judge(tasks), count, Strategy(strategy), Now);
        Assert.DoesNotContain(chosen, t => t.Task.IsProtected(Now));
        Assert.Equal(chosen.Count, chosen.DistinctBy(t => t.Task.TaskId).Count());
    });

    [Fact]
    public void Liveness_as_many_as_asked_for_when_they_are_not_protected() => Gen.Select(ServiceTasks.Any, Gen.Int[0, 14]).Sample((tasks, count) =>
        Assert.Equal(Math.Min(count, tasks.Count(t => !t.IsProtected(Now))), ScaleInChoice.Choose(ServiceTasks.Judge(tasks), count, [], Now).Count));

    /// <summary>By ranking all that are left anew for each that goes, as the rule is told: slow, and plain.</summary>
    [Fact]
    public void It_is_the_choice_that_looking_at_all_of_them_each_time_makes() => Gen.Select(ServiceTasks.Any, Gen.Int[0, 14], Gen.OneOf("", "FARGATE:1:1 SPOT:0:2"), Gen.OneOf<string?>(null, "ap-northeast-1a", "ap-northeast-1b")).Sample((tasks, count, items, leave) =>
    {
        var (left, strategy, expected) = (ServiceTasks.Judge(tasks).ToList(), Strategy(items), new List<string>());
        var parts = strategy.Count > 1 ? CapacityProviderSplit.Of(strategy, Math.Max(0, tasks.Count - count)) : null;
        while (expected.Count < count && left.Exists(t => !t.Task.IsProtected(Now)))
        {
            var next = left.Where(t => !t.Task.IsProtected(Now)).OrderBy(t => t.Standing).ThenByDescending(t => expected.Count == 0 && t.Task.AvailabilityZone == leave)
                .ThenByDescending(t => parts is null ? 0 : left.Count(l => l.Task.CapacityProvider == t.Task.CapacityProvider) - parts.GetValueOrDefault(t.Task.CapacityProvider ?? ""))
                .ThenByDescending(t => left.Count(l => l.Task.AvailabilityZone == t.Task.AvailabilityZone))
                .ThenByDescending(t => t.Task.CreatedAt).ThenBy(t => t.Task.TaskId, StringComparer.Ordinal).First();
            expected.Add(next.Task.TaskId);
            left.Remove(next);
        }

        Assert.Equal(expected, ScaleInChoice.Choose(ServiceTasks.Judge(tasks), count, strategy, Now, leave).Select(t => t.Task.TaskId));
    });

    /// <summary>The most tasks that a service may have by default: its owner does nothing else meanwhile.</summary>
    [Fact]
    public void Five_thousand_tasks_go_in_no_time()
    {
        var tasks = ServiceTasks.Judge(Enumerable.Range(0, 5_000).Select(i => ServiceTasks.Parse($"A+{1 + (i % 3)}{(i % 2 == 0 ? "s" : "")}")[0] with { TaskId = $"{i:x32}", CreatedAt = Now - TimeSpan.FromSeconds(i) }));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(5_000, ScaleInChoice.Choose(tasks, 5_000, Strategy("FARGATE:1:1 SPOT:0:2"), Now).Count);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static IReadOnlyList<CapacityProviderShare> Strategy(string items) => [.. items.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => i.Split(':')).Select(p =>
        new CapacityProviderShare(p[0] == "SPOT" ? "FARGATE_SPOT" : p[0], int.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(p[2], System.Globalization.CultureInfo.InvariantCulture)))];
}
