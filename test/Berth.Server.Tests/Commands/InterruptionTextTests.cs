using Berth.Aws.Status;
using Berth.Server.Commands;

namespace Berth.Server.Tests.Commands;

public sealed class InterruptionTextTests
{
    [Fact]
    public void Each_task_is_named_with_what_comes_next() => Assert.Equal(
        [
            "Task 0123 is interrupted: desiredStatus STOPPED, \"Your Spot Task was interrupted.\"",
            "  SIGTERM now, SIGKILL after 30 s to what still runs. Service web starts another one.",
            "Task 4567 is interrupted: desiredStatus STOPPED, \"Your Spot Task was interrupted.\"",
            "  SIGTERM now, SIGKILL after 5 s to what still runs. Nothing starts another one: it belongs to no service.",
        ],
        InterruptionText.Write(new([new("arn:aws:ecs:ap-northeast-1:123456789012:task/default/0123", "web", 30), new("arn:aws:ecs:ap-northeast-1:123456789012:task/default/4567", null, 5)])));

    [Fact]
    public void Nobody_is_interrupted_when_all_ended_first() => Assert.Equal("No task was interrupted: they ended by themselves meanwhile.", Assert.Single(InterruptionText.Write(new([]))));
}
