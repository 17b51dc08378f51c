using Berth.Aws.Dispatch;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs;

/// <summary>Tags of log groups; a stream's are its group's.</summary>
internal sealed class LogsResourceFacts(IStore store) : IResourceFacts
{
    public string Service => "logs";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel) =>
        LogsNames.GroupName(null, arn) is { } group && await store.Find<LogGroupRecord>(LogsNames.GroupKind, group, cancel) is { Record: { Deleting: false } found } ? new(found.Tags, null) : null;
}
