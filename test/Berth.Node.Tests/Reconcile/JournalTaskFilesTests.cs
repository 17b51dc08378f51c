using Berth.Node.Reconcile;
using Berth.Testing.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Reconcile;

public sealed class JournalTaskFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-tasks-").FullName;

    private string Journal => Path.Combine(folder, "tasks.journal");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_next_process_finds_each_task_as_it_was_written_last_and_none_that_was_deleted()
    {
        var (stays, goes) = (TaskFile.New(SampleOrders.Task()), TaskFile.New(SampleOrders.Task() with { TaskArn = SampleOrders.Task().TaskArn + "b" }));
        using (var files = Open())
        {
            files.Write(stays, orderToo: true);
            files.Write(goes, orderToo: true);
            files.Write(stays with { State = stays.State with { NetworkReady = true } }, orderToo: false);
            files.Delete(goes.TaskId);
        }

        using var again = Open();
        var found = Assert.Single(again.Load().Files);
        Assert.Equal(stays.TaskId, found.TaskId);
        Assert.True(found.State.NetworkReady);
        Assert.Null(again.Read(goes.TaskId));
    }

    [Fact]
    public void A_damaged_line_costs_its_own_task_and_no_other()
    {
        var order = SampleOrders.Task();
        using (var files = Open()) files.Write(TaskFile.New(order), orderToo: true);
        File.AppendAllText(Journal, "damaged/order {\"taskArn\n");
        using var again = Open();
        var kept = again.Load();
        Assert.Equal(order.TaskArn, Assert.Single(kept.Files).Order.TaskArn);
        Assert.Equal(["damaged"], kept.Unreadable);
    }

    [Fact]
    public void A_state_that_a_half_deletion_left_alone_is_dropped()
    {
        var file = TaskFile.New(SampleOrders.Task());
        using (var files = Open()) files.Write(file, orderToo: true);
        File.AppendAllText(Journal, file.TaskId + "/order\n");
        using (var again = Open()) Assert.Empty(again.Load().Files);
        using var journal = Berth.Node.Journal.Open(Journal);
        Assert.Empty(journal.Keys);
    }

    [Fact]
    public void What_is_written_is_for_its_owner_alone()
    {
        using var files = Open();
        files.Write(TaskFile.New(SampleOrders.Task()), orderToo: true);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Journal));
    }

    private JournalTaskFiles Open() => new(Journal, readsCheaply: false, TimeProvider.System, NullLogger<JournalTaskFiles>.Instance);
}
