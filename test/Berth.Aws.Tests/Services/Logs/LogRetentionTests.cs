using Berth.Aws.Services.Logs;
using Berth.Domain.Logs;
using Berth.Storage;
using Berth.Storage.Sqlite;
using Berth.Testing.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Aws.Tests.Services.Logs;

public sealed class LogRetentionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Long = DateTimeOffset.UnixEpoch;

    private readonly string folder = Directory.CreateTempSubdirectory("berth-retention-").FullName;
    private readonly HeldStore store = new();
    private SqliteLogStore events = null!;
    private LogDeletion deletion = null!;
    private LogRetention retention = null!;

    public ValueTask InitializeAsync()
    {
        events = SqliteLogStore.Open(Path.Combine(folder, "logs.db"));
        deletion = new(store, TimeProvider.System);
        retention = new(store, events, deletion, TimeProvider.System, NullLogger<LogRetention>.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await retention.StopAsync(CancellationToken.None);
        retention.Dispose();
        deletion.Dispose();
        await events.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_stream_made_in_a_new_group_is_not_deleted_with_the_old_one_of_its_name()
    {
        await store.Commit([StoreExtensions.Put(LogsNames.GroupKind, "g", 0, Group("g") with { Deleting = true })]);
        store.Held = new TaskCompletionSource();

        // Held between the look at the mark and the look at the streams.
        var slow = retention.Sweep(CancellationToken.None);
        await store.Holding.Task;
        var made = deletion.AddGroup(Group("g"), CancellationToken.None);
        var early = made.IsCompleted;
        if (early) await AddStream("g", "new");
        store.Held.SetResult();
        await slow;
        Assert.True(await made);
        if (!early) await AddStream("g", "new");
        Assert.NotNull(await store.Get(LogsNames.StreamKind, "g:new"));
    }

    [Fact]
    public async Task A_stream_that_got_the_name_since_is_not_deleted()
    {
        await store.Commit([StoreExtensions.Put(LogsNames.GroupKind, "g", 0, Group("g"))]);
        await AddStream("g", "new");
        Assert.False(await deletion.DeleteStream("g", new() { Name = "new", Key = "an older key", CreatedAt = Long }, CancellationToken.None));
        Assert.NotNull(await store.Get(LogsNames.StreamKind, "g:new"));
    }

    [Fact]
    public async Task One_group_that_cannot_be_swept_does_not_keep_the_others()
    {
        await store.Commit([new RowWrite.Put(LogsNames.GroupKind, "a", 0, StoreExtensions.Schema, "broken")]);
        await store.Commit([StoreExtensions.Put(LogsNames.GroupKind, "g", 0, Group("g") with { RetentionDays = 1 })]);
        await AddStream("g", "s");
        await events.Append("g:s", [new(0, "old")], Long);
        await retention.Sweep(CancellationToken.None);
        Assert.Equal(0, await events.Bytes(["g:s"]));
    }

    [Fact]
    public async Task Whatever_fails_the_sweeps_go_on()
    {
        store.Failure = new InvalidOperationException("unforeseen");
        await retention.StartAsync(CancellationToken.None);
        await store.Failed.Task;
        store.Failure = null;
        store.Held = new TaskCompletionSource();
        retention.Wake();
        await store.Holding.Task.WaitAsync(TimeSpan.FromSeconds(30));
        store.Held.SetResult();
        Assert.False(retention.ExecuteTask!.IsFaulted);
    }

    private static LogGroupRecord Group(string name) => new() { Name = name, CreatedAt = Long, Tags = new Dictionary<string, string>() };

    private async Task AddStream(string group, string name) => Assert.True(
        await store.TryAdd(LogsNames.StreamKind, LogsNames.StreamRow(group, name), new LogStreamRecord { Name = name, Key = $"{group}:{name}", CreatedAt = Long }));

    /// <summary>Holds the first look at streams, or at what is deleted, while it is told to; or fails.</summary>
    private sealed class HeldStore : IStore
    {
        private readonly MemoryStore inner = new();
        private int holds;

        public TaskCompletionSource? Held { get; set; }

        public TaskCompletionSource Holding { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default) => inner.Commit(unit, cancel);

        public ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default) => inner.Get(kind, id, cancel);

        public async ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default)
        {
            if (Failure is { } failure)
            {
                Failed.TrySetResult();
                throw failure;
            }

            if (kind != LogsNames.GroupKind && Held is { } held && Interlocked.Exchange(ref holds, 1) == 0)
            {
                Holding.SetResult();
                await held.Task;
            }

            return await inner.List(kind, prefix, after, limit, cancel);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
