using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Domain.Tests.Tasks;

public sealed class TaskEndingsTests
{
    private static readonly DateTimeOffset Now = SampleTasks.Created;
    private static readonly TaskRecord Running = SampleTasks.Fresh() with { ServiceName = "web", LastStatus = TaskStatus.Running };

    public static TheoryData<string, TaskRecord, long, long> Endings => new()
    {
        { "it runs", Running, 0, 0 },
        { "it shall stop", Running with { StopDesired = true }, 0, Now.UtcTicks },
        { "it stopped though nobody asked", Running with { LastStatus = TaskStatus.Stopped }, 0, Now.UtcTicks },
        { "another has this number already", Running with { StopDesired = true }, Now.UtcTicks, Now.UtcTicks + 1 },
        { "the clock went back", Running with { StopDesired = true }, Now.AddYears(1).UtcTicks, Now.AddYears(1).UtcTicks + 1 },
        { "it has its number", Running with { StopDesired = true, EndSequence = 7 }, 9, 7 },
        { "it belongs to no service", Running with { ServiceName = null, StopDesired = true }, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void An_ending_gets_its_number_once(string why, TaskRecord task, long last, long number)
    {
        var numbered = TaskEndings.Numbered(task, last, Now);
        Assert.True(number == numbered.EndSequence, why);
        if (number == task.EndSequence) Assert.Same(task, numbered);
    }

    [Fact]
    public void Numbers_rise_whatever_the_clock_does() => Gen.Long[-1_000_000, 1_000_000].List[1, 30].Sample(steps =>
    {
        var (last, now) = (0L, Now);
        foreach (var step in steps)
        {
            now = now.AddTicks(step);
            var next = TaskEndings.Numbered(Running with { StopDesired = true }, last, now).EndSequence;
            Assert.True(next > last);
            last = next;
        }
    });
}
