using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas;

/// <summary>The history of changes, newest first.</summary>
internal sealed class QuotaRequestRows(IStore store)
{
    /// <summary>Older ones are forgotten. AWS keeps them for ninety days.</summary>
    private const int KeptMax = 500;

    public async Task<IReadOnlyList<QuotaRequestRecord>> All(CancellationToken cancel) =>
        [.. (await store.FindAll<QuotaRequestRecord>(ServiceQuotasNames.RequestKind, cancel: cancel)).OrderByDescending(Key, StringComparer.Ordinal)];

    /// <summary>In the order of time.</summary>
    public static string Key(QuotaRequestRecord request) => $"{request.CreatedAt.UtcDateTime:O} {request.Id}";

    public async Task<QuotaRequestRecord?> Find(string id, CancellationToken cancel) => (await store.Find<QuotaRequestRecord>(ServiceQuotasNames.RequestKind, id, cancel))?.Record;

    public async Task Add(QuotaRequestRecord request, CancellationToken cancel)
    {
        var forgotten = (await All(cancel)).Skip(KeptMax - 1);
        await store.Commit([StoreExtensions.Put(ServiceQuotasNames.RequestKind, request.Id, 0, request), .. forgotten.Select(r => new RowWrite.Delete(ServiceQuotasNames.RequestKind, r.Id, null))], cancel);
    }
}
