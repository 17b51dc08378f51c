using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Domain.Tests.Services;

public sealed class TaskSightTests
{
    private static readonly DateTimeOffset Now = SampleTasks.Created;
    private static readonly TaskRecord Task = SampleTasks.Fresh() with { ServiceName = "web", LastStatus = TaskStatus.Pending };

    public static TheoryData<string, bool, TaskRecord?, TaskRecord?> Changes => new()
    {
        { "it is new", false, null, Task },
        { "it is new and over already", true, null, Task with { StopDesired = true } },
        { "it is gone", false, Task, null },
        { "nothing changed", false, Task, Task with { } },
        { "status", true, Task, Task with { LastStatus = TaskStatus.Running } },
        { "stop", true, Task, Task with { StopDesired = true } },
        { "start", true, Task, Task with { StartedAt = Now } },
        { "first healthy", true, Task, Task with { FirstHealthyAt = Now } },
        { "protection", true, Task, Task with { ProtectedUntil = Now } },
        { "health", true, Task, With(c => c with { Health = HealthStatus.Healthy }) },
        { "health of a container that is not essential", false, With(c => c with { Essential = false }), With(c => c with { Essential = false, Health = HealthStatus.Healthy }) },
        { "digest", true, Task, With(c => c with { ImageDigest = "sha256:1" }) },
        { "a container's status", false, Task, With(c => c with { LastStatus = ContainerStatus.Running }) },
        { "tags", false, Task, Task with { Tags = new Dictionary<string, string> { ["team"] = "shop" } } },
        { "an order", false, Task, Task with { OrderGeneration = 1, Version = 2 } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_service_is_woken_for_what_it_can_see(string why, bool differs, TaskRecord? old, TaskRecord? task) => Assert.True(differs == TaskSight.Differs(old, task), why);

    private static TaskRecord With(Func<TaskContainer, TaskContainer> change) => Task with { Containers = [.. Task.Containers.Select(change)] };
}
