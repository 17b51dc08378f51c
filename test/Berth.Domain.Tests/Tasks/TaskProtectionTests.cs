using Berth.Domain.Tasks;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Tasks;

public sealed class TaskProtectionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, true)]
    [InlineData(1, true)]
    [InlineData(2880, true)]
    [InlineData(0, false)]
    [InlineData(-5, false)]
    [InlineData(2881, false)]
    public void Minutes_are_from_one_to_two_days(int? minutes, bool fine) => Assert.Equal(fine ? null : "expiresInMinutes must be between 1 and 2880.", TaskProtection.Check(minutes));

    [Theory]
    [InlineData(true, null, 120)]
    [InlineData(true, 5, 5)]
    [InlineData(false, 5, null)]
    public void Protection_lasts_two_hours_when_nothing_is_said(bool enabled, int? minutes, int? lasting) =>
        Assert.Equal(lasting is { } m ? Now.AddMinutes(m) : null, TaskProtection.Until(enabled, minutes, Now));

    [Fact]
    public void Only_tasks_of_services_that_are_not_over_have_it()
    {
        var task = SampleTasks.Fresh() with { ServiceName = "web" };
        Assert.Null(TaskProtection.Failure(task));
        Assert.Equal("TASK_NOT_VALID", TaskProtection.Failure(task with { ServiceName = null }));
        Assert.Equal("TASK_NOT_VALID", TaskProtection.Failure(task with { LastStatus = Berth.Domain.Tasks.TaskStatus.Stopped }));
        Assert.Equal("MISSING", TaskProtection.Failure(null));
    }
}
