using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs;

internal sealed class LogRows(IStore store)
{
    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public async Task<LogGroupRecord> Group(string name, CancellationToken cancel) =>
        await FindGroup(name, cancel) is { Deleting: false } group ? group : throw NoGroup();

    /// <returns>Null when there is none; also one that is being deleted.</returns>
    public async Task<LogGroupRecord?> FindGroup(string name, CancellationToken cancel) => (await store.Find<LogGroupRecord>(LogsNames.GroupKind, name, cancel))?.Record;

    public async Task<IReadOnlyList<LogGroupRecord>> Groups(string prefix, CancellationToken cancel) =>
        [.. (await store.FindAll<LogGroupRecord>(LogsNames.GroupKind, prefix, cancel)).Where(g => !g.Deleting)];

    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public async Task<LogStreamRecord> Stream(string group, string name, CancellationToken cancel) =>
        (await store.Find<LogStreamRecord>(LogsNames.StreamKind, LogsNames.StreamRow(group, name), cancel))?.Record ?? throw NoStream();

    public async Task<IReadOnlyList<LogStreamRecord>> Streams(string group, string prefix, CancellationToken cancel) =>
        await store.FindAll<LogStreamRecord>(LogsNames.StreamKind, LogsNames.StreamRow(group, prefix), cancel);

    /// <exception cref="AwsException">ResourceNotFoundException, or what <paramref name="change"/> throws.</exception>
    public Task ChangeGroup(string name, Func<LogGroupRecord, LogGroupRecord> change, CancellationToken cancel) =>
        store.Change<LogGroupRecord>(LogsNames.GroupKind, name, old => change(old is { Deleting: false } group ? group : throw NoGroup()), cancel);

    public static AwsException NoStream() => LogsErrors.NotFound("The specified log stream does not exist.");

    public static AwsException NoGroup() => LogsErrors.NotFound("The specified log group does not exist.");
}
