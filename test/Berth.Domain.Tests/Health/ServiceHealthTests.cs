using Berth.Domain.Health;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Domain.Tests.Health;

public sealed class ServiceHealthTests
{
    private static readonly DateTimeOffset Now = ServiceTasks.Now;

    [Theory]
    //          status          check        ran  grace standing    changes after
    [InlineData("Provisioning", "", null, 0, "Starting", null)]
    [InlineData("Pending", "", null, 0, "Starting", null)]
    [InlineData("Running", "", 0, 0, "Settling", 40)]      // without a health check: RUNNING for 40 s
    [InlineData("Running", "", 39, 0, "Settling", 1)]
    [InlineData("Running", "", 40, 0, "Healthy", null)]
    [InlineData("Running", "", 10, 300, "Settling", 30)]      // the grace period is for what is unhealthy
    [InlineData("Running", "Unknown", 100, 0, "Settling", null)]    // with one, only its answer counts
    [InlineData("Running", "Healthy", 1, 0, "Healthy", null)]
    [InlineData("Running", "Unhealthy", 1, 0, "Unhealthy", null)]
    [InlineData("Running", "Unhealthy", 1, 60, "Settling", 59)]      // ignored for a while after the start
    [InlineData("Running", "Unhealthy", 60, 60, "Unhealthy", null)]
    [InlineData("Running", "Healthy", 1, 60, "Healthy", null)]
    [InlineData("Stopping", "Healthy", 90, 0, "Ending", null)]
    [InlineData("Stopped", "", 90, 0, "Ending", null)]
    public void Judges(string status, string check, int? ran, int grace, string standing, int? changesAfter)
    {
        var judged = ServiceHealth.Judge(Task(Enum.Parse<TaskStatus>(status), check, ran), grace, Now);
        Assert.Equal((standing, changesAfter), (judged.Standing.ToString(), judged.ChangesAt is { } at ? (int)(at - Now).TotalSeconds : null));
    }

    [Fact]
    public void A_task_that_shall_stop_counts_for_nothing_though_it_runs() => Assert.Equal(TaskStanding.Ending, ServiceHealth.Judge(Task(TaskStatus.Running, "Healthy", 90) with { Ending = true }, 0, Now).Standing);

    [Fact]
    public void An_unchecked_task_was_healthy_only_when_it_ran_for_forty_seconds_before_it_stopped()
    {
        var task = Task(TaskStatus.Stopping, "", 100);
        Assert.Equal(task.StartedAt + TimeSpan.FromSeconds(40), ServiceHealth.HealthySince(task with { StoppingAt = task.StartedAt + TimeSpan.FromSeconds(40) }, Now));
        Assert.Null(ServiceHealth.HealthySince(task with { StoppingAt = task.StartedAt + TimeSpan.FromSeconds(39) }, Now));
    }

    /// <summary>Whoever sleeps until then finds another standing, and never sleeps past one.</summary>
    [Fact]
    public void Liveness_what_time_alone_changes_changes_when_it_says() => Gen.Select(Gen.OneOf("", "Unknown", "Healthy", "Unhealthy"), Gen.Int[0, 100], Gen.Int[0, 200]).Sample((check, ran, grace) =>
    {
        var task = Task(TaskStatus.Running, check, ran);
        var judged = ServiceHealth.Judge(task, grace, Now);
        if (judged.ChangesAt is { } at)
        {
            Assert.True(at > Now);
            Assert.Equal(judged.Standing, ServiceHealth.Judge(task, grace, at - TimeSpan.FromTicks(1)).Standing);
            Assert.NotEqual(judged.Standing, ServiceHealth.Judge(task, grace, at).Standing);
        }
        else
        {
            Assert.Equal(judged.Standing, ServiceHealth.Judge(task, grace, Now + TimeSpan.FromDays(1)).Standing);
        }
    });

    private static ServiceTask Task(TaskStatus status, string check, int? ran) => new()
    {
        TaskId = "a",
        GroupId = "g",
        Status = status,
        Checked = check.Length > 0,
        Health = check.Length > 0 ? Enum.Parse<HealthStatus>(check) : HealthStatus.Unknown,
        FirstHealthyAt = check == "Healthy" ? Now : null,
        CreatedAt = Now - TimeSpan.FromMinutes(10),
        StartedAt = ran is { } seconds ? Now - TimeSpan.FromSeconds(seconds) : null,
        AvailabilityZone = "a",
    };
}
