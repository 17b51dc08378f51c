using Berth.Domain.Deployments;
using Berth.Domain.Health;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Deployments;

/// <summary>The notation is that of <see cref="ServiceTasks"/>.</summary>
public sealed class RollingDeciderTests
{
    private static readonly DateTimeOffset Now = ServiceTasks.Now;

    [Theory]
    //          desired min  max  tasks                        plan
    // A service keeps what it shall have.
    [InlineData(3, 100, 200, "", "start 3")]
    [InlineData(3, 100, 200, "A+ B+ C+", "wait")]
    [InlineData(3, 100, 200, "A+ B~", "start 1")]            // what is on its way counts
    [InlineData(3, 100, 100, "A+ B+", "start 1")]
    // Scale-in: those on their way first.
    [InlineData(2, 100, 200, "A+ B+ C+ D~", "stop DC")]
    [InlineData(0, 100, 200, "A+ B~", "stop BA")]
    [InlineData(1, 100, 200, "A+* B+* C+", "stop C; 1 protected")]
    [InlineData(1, 100, 200, "A+ B~* C~", "stop C")]             // the healthy one goes once the protected one stands for it
    // An update: starts add, stops spend what is above the floor.
    [InlineData(4, 100, 200, "a+ b+ c+ d+", "start 4")]
    [InlineData(4, 100, 200, "a+ b+ c+ d+ E~ F~ G~ H~", "wait")]
    [InlineData(4, 100, 200, "a+ b+ c+ d+ E? F? G? H?", "wait")]               // RUNNING is not healthy yet
    [InlineData(4, 100, 200, "a+ b+ c+ d+ E+ F~ G~ H~", "stop a")]             // one for one
    [InlineData(4, 100, 200, "a+ b+ c+ d+ E+ F+ G+ H+", "stop abcd")]
    [InlineData(4, 50, 100, "a+ b+ c+ d+", "stop ab")]            // no room above: stop first
    [InlineData(4, 50, 100, "c+ d+", "start 2")]
    [InlineData(4, 50, 100, "a! b+ c+ d+", "stop ab")]            // the unhealthy one goes first and costs nothing
    [InlineData(4, 50, 200, "a+ b+ c+ d+", "start 4; stop ab")]   // the handbook's profile: both at once
    [InlineData(4, 0, 100, "a+ b+ c+ d+", "stop abcd")]
    [InlineData(2, 75, 100, "a+ b+", "no room")]            // 75 % of 2 is 2
    [InlineData(3, 100, 125, "a+ b+ c+", "no room")]            // 125 % of 3 is 3
    [InlineData(1, 100, 150, "a+", "no room")]
    [InlineData(1, 100, 200, "a+ B?", "wait")]
    [InlineData(2, 100, 100, "a! b!", "stop ab")]            // below the floor already: clear the way
    [InlineData(4, 100, 200, "a~ b+ c+ d+ e+", "start 3; stop a")]    // a pending one of the old revision costs nothing
    [InlineData(2, 100, 200, "a+* b+ C+ D+", "stop b; 1 protected")]
    // Unhealthy tasks are replaced before they are stopped.
    [InlineData(3, 100, 200, "A! B+ C+", "start 1")]
    [InlineData(3, 100, 200, "A! B+ C+ D~", "wait")]
    [InlineData(3, 100, 200, "A! B+ C+ D?", "wait")]
    [InlineData(3, 100, 200, "A! B+ C+ D+", "stop A")]
    [InlineData(3, 100, 200, "A!* B+ C+ D+", "stop A")]             // protection is from scale-in, not from health
    [InlineData(3, 100, 100, "A! B! C+", "stop A")]             // where none can start, one goes first, and then the next
    [InlineData(3, 100, 100, "B! C+ D~", "wait")]
    [InlineData(3, 100, 100, "B! C+ D+", "stop B")]
    [InlineData(1, 100, 200, "a+ B!", "stop B")]             // during a deployment too: the floor holds the old one
    [InlineData(2, 100, 200, "a+ b+ C! D~", "wait")]
    [InlineData(2, 100, 200, "a+ b+ C! D!", "stop C")]
    [InlineData(2, 50, 200, "a+ b+ C! D!", "stop a")]             // an old one that may go makes the room
    public void Decides(int desired, int min, int max, string tasks, string plan) =>
        Assert.Equal(plan, ServiceTasks.Show(RollingDecider.Decide(ServiceTasks.View(desired, min, max, ServiceTasks.Parse(tasks)), Now)));

    [Theory]
    //          desired min  max  tasks           new          old kept plan
    // The circuit breaker gave it up and there is nothing to roll back to: it launches nothing, and the older tasks stay.
    [InlineData(3, 50, 200, "a+ b+ c+ D+", "Stalled", 3, "wait")]
    [InlineData(3, 50, 200, "a+ b+ D!", "Stalled", 2, "wait")]
    [InlineData(3, 50, 200, "a+ b+", "Stalled", 3, "refill 1")]        // an older one that ended is replaced by its own revision
    [InlineData(3, 50, 200, "a+ b+", "Stalled", 2, "wait")]            // one that was given up is not
    // Scaling in does not launch anything: it goes on, with what the desired count does not need.
    [InlineData(1, 100, 200, "a+ b+ c+ D+", "Stalled", 3, "stop ab")]
    [InlineData(0, 100, 200, "a+ b~ C+ D!", "Stalled", 2, "stop DCba")]
    [InlineData(2, 100, 200, "C+ D! E!", "Stalled", null, "stop D")]
    [InlineData(0, 100, 200, "a+* b+", "Stalled", 2, "stop b; 1 protected")]
    // Tasks do not start: the older ones carry the service until the next try.
    [InlineData(3, 50, 200, "a+ b+ c+", "Throttled", 3, "wait")]
    [InlineData(3, 50, 200, "a+ b+ c+ D+", "Throttled", 3, "stop a")]          // what the new one has, it has taken over
    [InlineData(3, 50, 200, "b+ c+", "Throttled", 3, "refill 1")]
    // No room: the next try comes later, and older tasks make way above the floor.
    [InlineData(3, 100, 200, "a+ b+ c+", "Short", 3, "wait")]
    [InlineData(4, 50, 200, "a+ b+ c+ d+", "Short", 4, "stop ab")]
    [InlineData(3, 100, 200, "A+", "Short", null, "wait")]
    public void Decides_when_the_new_revision_cannot_launch(int desired, int min, int max, string tasks, string state, int? kept, string plan) =>
        Assert.Equal(plan, ServiceTasks.Show(RollingDecider.Decide(ServiceTasks.View(desired, min, max, ServiceTasks.Parse(tasks), Enum.Parse<LaunchState>(state), kept), Now)));

    private static readonly Gen<(int Desired, int Min, int Max, IReadOnlyList<ServiceTask> Tasks, LaunchState State)> Worlds =
        Gen.Select(Gen.Int[0, 8], Gen.OneOf(0, 50, 75, 100), Gen.OneOf(100, 125, 150, 200), ServiceTasks.Any, Gen.OneOf(LaunchState.Free, LaunchState.Short, LaunchState.Throttled, LaunchState.Stalled));

    [Fact]
    public void Safety_neither_floor_nor_ceiling_is_broken_and_no_protected_task_goes() => Worlds.Sample((desired, min, max, tasks, state) =>
    {
        var view = ServiceTasks.View(desired, min, max, tasks, state);
        var plan = RollingDecider.Decide(view, Now);
        var (starts, healthy, stopped) = (plan.Starts + plan.Refills.Values.Sum(), ServiceTasks.Judge(tasks).Count(t => t.Healthy), plan.Stops.Count(s => s.Task.Healthy));
        Assert.True(starts == 0 || tasks.Count + starts <= view.Ceiling);
        Assert.True(stopped == 0 || healthy - stopped >= view.Floor);
        Assert.DoesNotContain(plan.Stops, s => s.Cause == StopCause.Scaling && s.Task.Task.IsProtected(Now));
        Assert.DoesNotContain(plan.Stops, s => s.Cause == StopCause.Unhealthy && !s.Task.Unhealthy);
        Assert.Equal(plan.Stops.Count, plan.Stops.DistinctBy(s => s.Task.Task.TaskId).Count());
        Assert.All(view.Old, g => Assert.InRange(plan.Kept[g.Id], 0, g.Kept));
        Assert.True(state == LaunchState.Free || plan.Starts == 0);
    });

    /// <summary>In a world that turns every new task healthy and ends every one that is stopped.</summary>
    [Fact]
    public void Liveness_it_always_arrives_or_says_that_floor_and_ceiling_do_not_let_it() => Worlds.Sample((desired, min, max, tasks, _) =>
    {
        var (world, next) = (tasks.Select(t => t with { ProtectedUntil = null }).ToList(), 'a');
        for (var step = 0; step < 100; step++)
        {
            var view = ServiceTasks.View(desired, min, max, world);
            var plan = RollingDecider.Decide(view, Now);
            if (!plan.Acts && !world.Exists(OnItsWay))
            {
                if (plan.NoRoom) Assert.True(view.Ceiling < desired || (view.Ceiling <= view.Floor && view.Old.Count > 0));
                else Assert.Equal((desired, true), (view.Fresh.Count, view.Fresh.All(t => t.Healthy) && view.Old.All(g => g.Tasks.Count == 0)));
                return;
            }

            // Those that were on their way become healthy; those of this step are on their way.
            world = [.. world.Where(t => !plan.Stops.Any(s => s.Task.Task.TaskId == t.TaskId)).Select(t => OnItsWay(t) ? t with { Status = Domain.Tasks.TaskStatus.Running, StartedAt = Now - TimeSpan.FromMinutes(1) } : t)];
            for (var i = 0; i < plan.Starts; i++) world.Add(ServiceTasks.Parse("Z~")[0] with { TaskId = $"Z{next++}", CreatedAt = Now });
        }

        Assert.Fail($"It does not arrive: desired {desired}, {min}/{max}, {string.Join(' ', world.Select(t => t.TaskId))}.");

        static bool OnItsWay(ServiceTask task) => ServiceHealth.Judge(task, 0, Now).OnItsWay;
    });
}
