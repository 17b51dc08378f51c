using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs;

/// <summary>
/// The only place where groups and streams are deleted, and groups made, one at a time per group: a stream is deleted by its name, and whoever decided so must not
/// meet another stream, or another group, that got the name meanwhile.
/// </summary>
internal sealed class LogDeletion(IStore store, TimeProvider clock) : IDisposable
{
    /// <summary>Streams deleted in one unit.</summary>
    private const int StreamsPerUnit = 500;

    /// <summary>Groups share locks, so that their number is bounded.</summary>
    private const int Locks = 64;

    private readonly LogRows rows = new(store);
    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, Locks).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Adds a group; what is left of a deleted one of its name goes first.</summary>
    /// <returns>False when there is one already.</returns>
    public Task<bool> AddGroup(LogGroupRecord group, CancellationToken cancel) => Alone(group.Name, async () =>
    {
        await Finish(group.Name, CancellationToken.None);
        return await store.TryAdd(LogsNames.GroupKind, group.Name, group, cancel);
    }, cancel);

    /// <summary>Marks a group as deleted, and deletes what it has. What a crash leaves of it goes later.</summary>
    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public Task DeleteGroup(string group, CancellationToken cancel) => Alone(group, async () =>
    {
        // From here on it is gone for everybody.
        await rows.ChangeGroup(group, old => old with { Deleting = true }, cancel);
        return await Finish(group, CancellationToken.None);
    }, cancel);

    /// <summary>Goes on where the server died.</summary>
    public Task FinishGroup(string group, CancellationToken cancel) => Alone(group, () => Finish(group, cancel), cancel);

    /// <returns>False when the stream of this key is not there any longer.</returns>
    public Task<bool> DeleteStream(string group, LogStreamRecord stream, CancellationToken cancel) => Alone(group, () => Delete(group, stream, cancel), cancel);

    /// <summary>Deletes a stream whose group is gone.</summary>
    public Task DeleteStray(string group, LogStreamRecord stream, CancellationToken cancel) =>
        Alone(group, async () => await rows.FindGroup(group, cancel) is null && await Delete(group, stream, cancel), cancel);

    public void Dispose()
    {
        foreach (var one in locks) one.Dispose();
    }

    private async Task<T> Alone<T>(string group, Func<Task<T>> work, CancellationToken cancel)
    {
        var one = locks[(uint)group.GetHashCode(StringComparison.Ordinal) % Locks];
        await one.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>A stream that is made meanwhile is taken back by who makes it, who sees the mark.</summary>
    private async Task<bool> Finish(string group, CancellationToken cancel)
    {
        if (await rows.FindGroup(group, cancel) is not { Deleting: true }) return false;
        foreach (var some in (await rows.Streams(group, "", cancel)).Chunk(StreamsPerUnit)) await Commit(group, some, cancel);
        await store.Commit([new RowWrite.Delete(LogsNames.GroupKind, group, null)], cancel);
        return true;
    }

    private async Task<bool> Delete(string group, LogStreamRecord stream, CancellationToken cancel)
    {
        var there = await store.Find<LogStreamRecord>(LogsNames.StreamKind, LogsNames.StreamRow(group, stream.Name), cancel);
        if (there?.Record.Key != stream.Key) return false;
        await Commit(group, [stream], cancel);
        return true;
    }

    /// <summary>Deletes streams, and leaves word that their events are to go.</summary>
    private Task Commit(string group, IReadOnlyList<LogStreamRecord> streams, CancellationToken cancel) => store.Commit(
        [.. streams.SelectMany(s => (RowWrite[])[
            new RowWrite.Delete(LogsNames.StreamKind, LogsNames.StreamRow(group, s.Name), null),
            StoreExtensions.Put(LogsNames.DeletedStreamKind, s.Key, null, new DeletedStreamRecord(s.Key, clock.GetUtcNow()))])], cancel);
}
