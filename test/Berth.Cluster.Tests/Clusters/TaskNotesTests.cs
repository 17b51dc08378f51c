using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>What a task's keys were refused stays with the task, over a restart too.</summary>
public sealed class TaskNotesTests : IAsyncLifetime
{
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync()
    {
        berth = await ControlPlane.Start(store);
        await berth.CreateCluster();
        await berth.Connect(cpuUnits: 65536, memoryMib: 65536);
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_refusal_is_on_disk_when_the_caller_hears_of_it_and_a_second_one_writes_nothing()
    {
        var task = await Ordered();
        await berth.Cluster.NoteRefusal(task.TaskArn, new(Refusal(task)));
        var row = await Row(task);
        Assert.Equal(Refusal(task), Assert.Single(row.Record.Refusals));

        await berth.Cluster.NoteRefusal(task.TaskArn, new(Refusal(task)));
        Assert.Equal(row.Version, (await Row(task)).Version);
        Assert.Equal(Refusal(task), Assert.Single((await berth.Cluster.Find(new([task.TaskId]))).Tasks[0].Refusals));
    }

    [Fact]
    public async Task What_was_missing_is_kept_too()
    {
        var task = await Ordered();
        var fault = new StartFault(StartFaultKind.LogGroup, "logs:CreateLogStream", "/ecs/web", task.CreatedAt);
        await berth.Cluster.NoteFault(task.TaskArn, new(fault));
        Assert.Equal(fault, Assert.Single((await Row(task)).Record.StartFaults));
    }

    [Fact]
    public async Task Nobody_is_surprised_by_a_task_that_is_unknown_or_over()
    {
        await berth.Cluster.NoteRefusal("arn:aws:ecs:ap-northeast-1:123456789012:task/default/nobody", new(Refusal(await Ordered())));
        var task = await Ordered();
        await berth.Cluster.StopTask(task.TaskId, "");
        await berth.Ordered(o => o.TaskArn == task.TaskArn && o.DesiredStatus == "STOPPED");
        await berth.Say(task, ContainerStatus.Stopped);
        await berth.Say(task, null, networkGone: true);
        var over = await Row(task);
        await berth.Cluster.NoteRefusal(task.TaskArn, new(Refusal(task)));
        Assert.Equal(over.Version, (await Row(task)).Version);
    }

    /// <summary>Nothing changes it any more by itself.</summary>
    private async Task<TaskRecord> Ordered()
    {
        var task = await berth.RunOne();
        await berth.Ordered(o => o.TaskArn == task.TaskArn);
        return task;
    }

    private async Task<Stored<TaskRecord>> Row(TaskRecord task) => (await store.Find<TaskRecord>("task", "default/" + task.TaskId))!.Value;

    private static AccessEvidence Refusal(TaskRecord task) => new()
    {
        Action = "ecr:BatchGetImage",
        Resource = "arn:aws:ecr:ap-northeast-1:123456789012:repository/web",
        PrincipalArn = "arn:aws:sts::123456789012:assumed-role/r/" + task.TaskId,
        Verdict = AccessVerdict.NoIdentityPolicyAllows,
        At = task.CreatedAt,
    };
}
