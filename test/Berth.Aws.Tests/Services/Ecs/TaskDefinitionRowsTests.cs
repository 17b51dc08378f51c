using Berth.Aws.Services.Ecs;
using Berth.Domain.Kernel;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;
using Berth.Testing.Records;
using Berth.Testing.Stores;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskDefinitionRowsTests
{
    private readonly CountedReads store = new();

    [Fact]
    public async Task The_newest_active_revision_is_found_at_once_however_many_are_deregistered()
    {
        var rows = new TaskDefinitionRows(store);
        for (var i = 0; i < 50; i++) await Add(rows);
        for (var i = 2; i <= 50; i++) await Deregister(rows, i);
        store.Gets = 0;
        Assert.Equal(1, (await Find(rows))!.Revision);
        Assert.InRange(store.Gets, 1, 2);
        await Deregister(rows, 1);
        Assert.Null(await Find(rows));
        await Add(rows);
        Assert.Equal(51, (await Find(rows))!.Revision);
    }

    [Fact]
    public async Task A_family_from_before_learns_its_newest_active_revision()
    {
        var rows = new TaskDefinitionRows(store);
        for (var i = 0; i < 20; i++) await Add(rows);
        for (var i = 5; i <= 20; i++) await Deregister(rows, i);
        await store.Commit([new RowWrite.Put(TaskDefinitionRows.FamilyKind, "f", null, StoreExtensions.Schema, """{"lastRevision":20}""")]);
        Assert.Equal(4, (await Find(rows))!.Revision);
        store.Gets = 0;
        Assert.Equal(4, (await Find(rows))!.Revision);
        Assert.InRange(store.Gets, 1, 2);
    }

    [Fact]
    public async Task Registered_and_deregistered_at_once_the_family_names_its_newest_active_revision()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var slow = new CountedReads { Yields = true };
            var rows = new TaskDefinitionRows(slow);
            for (var i = 0; i < 8; i++) await Add(rows);
            await Task.WhenAll((Task[])[Task.Run(() => Add(rows)), Task.Run(() => Find(rows)), .. Enumerable.Range(2, 7).Select(i => Task.Run(() => Deregister(rows, i)))]);
            Assert.Equal(9, (await Find(rows))!.Revision);
            await Deregister(rows, 9);
            Assert.Equal((1, TaskDefinitionStatus.Active), (await Find(rows)) is { } found ? (found.Revision, found.Status) : default);
        }
    }

    private static Task<TaskDefinitionRecord> Add(TaskDefinitionRows rows) =>
        rows.Add("f", revision => SampleTasks.Definition() with { Family = "f", Revision = revision, Status = TaskDefinitionStatus.Active }, CancellationToken.None);

    private static Task<TaskDefinitionRecord?> Deregister(TaskDefinitionRows rows, int revision) =>
        rows.Change("f", revision, old => old with { Status = TaskDefinitionStatus.Inactive }, CancellationToken.None);

    private static Task<TaskDefinitionRecord?> Find(TaskDefinitionRows rows) => rows.Find("f", AwsScope.Default, CancellationToken.None);

    private sealed class CountedReads : IStore
    {
        private readonly MemoryStore inner = new();

        public bool Yields { get; init; }

        public int Gets { get; set; }

        public Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default) => inner.Commit(unit, cancel);

        public async ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default)
        {
            Gets++;
            var row = await inner.Get(kind, id, cancel);
            if (Yields) await Task.Yield();
            return row;
        }

        public ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default) =>
            inner.List(kind, prefix, after, limit, cancel);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
