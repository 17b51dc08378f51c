using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs;

internal sealed class LogRows(IStore store)
{
    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public async Task<LogGroupRecord> Group(string name, CancellationToken cancel) => (await store.Find<LogGroupRecord>(LogsNames.GroupKind, name, cancel))?.Record ?? throw NoGroup();

    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public async Task<LogStreamRecord> Stream(string group, string name, CancellationToken cancel) =>
        (await store.Find<LogStreamRecord>(LogsNames.StreamKind, LogsNames.StreamRow(group, name), cancel))?.Record ?? throw LogsErrors.NotFound("The specified log stream does not exist.");

    public async Task<IReadOnlyList<LogStreamRecord>> Streams(string group, string prefix, CancellationToken cancel) =>
        await store.FindAll<LogStreamRecord>(LogsNames.StreamKind, LogsNames.StreamRow(group, prefix), cancel);

    /// <exception cref="AwsException">ResourceNotFoundException, or what <paramref name="change"/> throws.</exception>
    public Task ChangeGroup(string name, Func<LogGroupRecord, LogGroupRecord> change, CancellationToken cancel) =>
        store.Change<LogGroupRecord>(LogsNames.GroupKind, name, old => change(old ?? throw NoGroup()), cancel);

    private static AwsException NoGroup() => LogsErrors.NotFound("The specified log group does not exist.");
}
