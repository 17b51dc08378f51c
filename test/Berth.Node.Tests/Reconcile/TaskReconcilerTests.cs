using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Reconcile;
using Berth.Testing.Time;

namespace Berth.Node.Tests.Reconcile;

public sealed class TaskReconcilerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Last_lines_of_a_removed_container_are_delivered_by_the_next_process_and_hold_up_nobody()
    {
        using var node = new NodeUnderTest();
        var order = NodeUnderTest.Order(log: true);
        var file = TaskFile.New(order, "boot");
        node.Files.Write(
            file with
            {
                State = file.State.With("app", c => c with { Phase = ContainerPhase.Removed, ReportedPhase = ContainerPhase.Removed, Started = true, ExitCode = 0, EndedAt = DateTimeOffset.UnixEpoch }) with
                {
                    NetworkReady = true,
                    NetworkGone = true,
                    Reported = ReportedStage.Stopped,
                },
            },
            orderToo: true);
        var output = node.Runtime.PathOf(file.TaskId, order.Containers[0].RuntimeId);
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        await File.WriteAllTextAsync(output, "2026-05-01T09:00:00.001+00:00 stdout F last words\n", TestContext.Current.CancellationToken);
        await node.Tasks.Start(CancellationToken.None);
        await node.Reported(r => r.DetachedAttachmentArn is not null);

        // The task is over and its lines are on their way: a late order and late keys are answered.
        for (var generation = 2; generation < 5; generation++)
        {
            await node.Tasks.Apply(order with { Generation = generation, DesiredStatus = "STOPPED" }, CancellationToken.None).WaitAsync(Patience);
            await node.Tasks.Renew(order.TaskArn, IamRoleCredentialsMessage.TaskExecution, Metadata.SampleSights.Keys).WaitAsync(Patience);
        }

        Assert.True(File.Exists(output));
        node.LogGate.SetResult();
        await Eventually.Become(() => Task.FromResult(node.Lines.Count), n => n > 0, node.Changed);
        Assert.Equal(["last words"], node.Lines);
    }

    [Fact]
    public async Task Containers_of_a_task_of_which_nothing_sensible_is_kept_are_left_until_it_is_stopped()
    {
        var order = NodeUnderTest.Order();
        using var node = new NodeUnderTest();
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(order, CancellationToken.None);
        await node.Reported(r => r.Status == "RUNNING");
        node.StopApplication();
        node.Close();
        await File.AppendAllTextAsync(node.Journal, NodeUnderTest.SampleTasksId + "/state {\"state\"\n", TestContext.Current.CancellationToken);
        using var next = node.Next();
        await next.Tasks.Start(CancellationToken.None);
        Assert.Null(Assert.Single(await next.Runtime.Adopt(CancellationToken.None)).Exit);

        // The same order again begins nothing; a stop ends what is there.
        await next.Tasks.Apply(order, CancellationToken.None);
        Assert.Empty(next.Tasks.Known);
        await next.Tasks.Apply(order with { Generation = 2, DesiredStatus = "STOPPED" }, CancellationToken.None);
        await next.Reported(r => r.DetachedAttachmentArn is not null);
        Assert.Empty(await next.Runtime.Adopt(CancellationToken.None));
    }

    [Fact]
    public async Task An_order_for_a_task_that_is_kept_goes_on_from_it()
    {
        using var node = new NodeUnderTest();
        await node.Tasks.Start(CancellationToken.None);
        var order = NodeUnderTest.Order();
        var file = TaskFile.New(order, "boot");
        node.Files.Write(file with { State = file.State with { NetworkReady = true, NetworkGone = true, StopDesired = true, Reported = ReportedStage.Stopped, Containers = [.. file.State.Containers.Select(c => c with { Phase = ContainerPhase.Removed, ReportedPhase = ContainerPhase.Removed })] } }, orderToo: true);
        await node.Tasks.Apply(order, CancellationToken.None);
        await node.Reported(r => r.DetachedAttachmentArn is not null);
        Assert.DoesNotContain(node.Reports, r => r.Status is "PENDING" or "RUNNING");
    }

    [Fact]
    public async Task A_runner_that_ends_by_a_bug_is_followed_by_another()
    {
        var order = NodeUnderTest.Order();
        FailingFiles? files = null;
        using var node = new NodeUnderTest(inner => files = new(inner));
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(order, CancellationToken.None);
        await node.Reported(r => r.Status == "RUNNING");
        files!.FailOnce();

        // What could not be kept is not acknowledged.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.Tasks.Renew(order.TaskArn, IamRoleCredentialsMessage.TaskExecution, Metadata.SampleSights.Keys).WaitAsync(Patience));
        Assert.Equal(order.TaskArn, Assert.Single(node.Tasks.Known).TaskArn);
        await files.Recovered.Task.WaitAsync(Patience);
        await node.Tasks.Apply(order with { Generation = 2, DesiredStatus = "STOPPED" }, CancellationToken.None).WaitAsync(Patience);
        await node.Reported(r => r.DetachedAttachmentArn is not null);
        Assert.Equal(143, Assert.Single(node.Reports.SelectMany(r => r.Containers), c => c.Status == "STOPPED").ExitCode);
    }

    /// <summary>Task files with a bug that shows once, when it is told to.</summary>
    private sealed class FailingFiles(ITaskFiles inner) : ITaskFiles
    {
        private int failures;

        /// <summary>Something was written after the failure.</summary>
        public TaskCompletionSource Recovered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool ReadsCheaply => inner.ReadsCheaply;

        public void FailOnce() => Volatile.Write(ref failures, 1);

        public KeptTasks Load() => inner.Load();

        public void Write(TaskFile file, bool orderToo)
        {
            if (Interlocked.CompareExchange(ref failures, 2, 1) == 1) throw new InvalidOperationException("A bug.");
            inner.Write(file, orderToo);
            if (Volatile.Read(ref failures) == 2) Recovered.TrySetResult();
        }

        public void Delete(string taskId) => inner.Delete(taskId);

        public TaskFile? Read(string taskId) => inner.Read(taskId);
    }
}
