using Berth.Aws.Sweeps;
using Berth.Domain.ObjectStorage;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.S3.Files;

/// <summary>Frees what broken uploads and lost answers left on the disk. Uploads under way are their owner's to abort, however old they are.</summary>
internal sealed partial class ObjectSweep(IStore store, ObjectFiles files, TimeProvider clock, ILogger<ObjectSweep> log) : PeriodicSweep(Period, clock)
{
    private const int RowsPerRead = 1000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round.</summary>
    public override Task Sweep(CancellationToken cancel) => files.Sweep(() => Named(cancel));

    protected override void Tell(Exception failure) => LogFailed(log, failure);

    private async Task<IReadOnlySet<string>> Named(CancellationToken cancel)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        await ForEach(S3Names.ObjectKind, row => RowJson.Read<ObjectRecord>(row).FileId, named, cancel);
        await ForEach(S3Names.PartKind, row => RowJson.Read<PartRecord>(row).FileId, named, cancel);
        return named;
    }

    private async Task ForEach(string kind, Func<Row, string?> fileId, HashSet<string> named, CancellationToken cancel)
    {
        for (string? after = null; ;)
        {
            var rows = await store.List(kind, "", after, RowsPerRead, cancel);
            foreach (var row in rows)
                if (fileId(row) is { } id) named.Add(id);
            if (rows.Count < RowsPerRead) return;
            after = rows[^1].Id;
        }
    }

    [LoggerMessage(1121, LogLevel.Error, "Files of S3 that no object needs could not be deleted; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
