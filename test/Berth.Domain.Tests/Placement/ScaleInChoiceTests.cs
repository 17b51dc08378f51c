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

    private static IReadOnlyList<CapacityProviderShare> Strategy(string items) => [.. items.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => i.Split(':')).Select(p =>
        new CapacityProviderShare(p[0] == "SPOT" ? "FARGATE_SPOT" : p[0], int.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(p[2], System.Globalization.CultureInfo.InvariantCulture)))];
}
