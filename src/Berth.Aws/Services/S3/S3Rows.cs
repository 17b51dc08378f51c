using Berth.Aws.Services.S3.Files;
using Berth.Domain.ObjectStorage;
using Berth.Storage;

namespace Berth.Aws.Services.S3;

/// <summary>Buckets and objects in the store, and the files that go when their rows do.</summary>
internal sealed class S3Rows(IStore store, ObjectFiles files, BucketGate gate)
{
    /// <summary>Beyond this many conflicts in a row something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

    public async Task<BucketRecord?> FindBucket(string name, CancellationToken cancel) => (await store.Find<BucketRecord>(S3Names.BucketKind, name, cancel))?.Record;

    public ValueTask<IReadOnlyList<BucketRecord>> Buckets(CancellationToken cancel) => store.FindAll<BucketRecord>(S3Names.BucketKind, cancel: cancel);

    public Task<bool> AddBucket(BucketRecord bucket, CancellationToken cancel) => store.TryAdd(S3Names.BucketKind, bucket.Name, bucket, cancel);

    public Task ChangeBucket(string name, Func<BucketRecord, BucketRecord> change, CancellationToken cancel) =>
        store.Change<BucketRecord>(S3Names.BucketKind, name, old => change(old ?? throw S3Errors.NoSuchBucket(name)), cancel);

    /// <exception cref="AwsException">BucketNotEmpty: it holds objects. Uploads under way end with the bucket, as nobody could complete them.</exception>
    public Task DeleteBucket(string name, CancellationToken cancel) => gate.Alone(async () =>
    {
        if ((await store.List(S3Names.ObjectKind, name + "/", null, 1, cancel)).Count > 0) throw S3Errors.BucketNotEmpty(name);
        foreach (var row in await store.List(S3Names.UploadKind, name + "/", cancel: cancel))
        {
            // One upload a commit: there may be many, and none of them has a future.
            var (parts, fileIds) = await PartsOf(RowJson.Read<UploadRecord>(row).UploadId, cancel);
            await store.Commit([new RowWrite.Delete(row.Kind, row.Id, null), .. parts], CancellationToken.None);
            files.Free(row.Id, fileIds);
        }

        await store.Commit([new RowWrite.Delete(S3Names.BucketKind, name, null)], CancellationToken.None);
        return true;
    }, cancel);

    public async Task<ObjectRecord?> FindObject(string bucket, string key, CancellationToken cancel) => (await store.Find<ObjectRecord>(S3Names.ObjectKind, S3Names.ObjectId(bucket, key), cancel))?.Record;

    /// <summary>The files that an object is made of, in order.</summary>
    public async Task<IReadOnlyList<(string FileId, long Size)>> Pieces(ObjectRecord found, CancellationToken cancel) => found.UploadId is null
        ? [(found.FileId!, found.Size)]
        : [.. (await store.FindAll<PartRecord>(S3Names.PartKind, found.UploadId + "/", cancel)).Select(p => (p.FileId, p.Size))];

    /// <summary>Puts an object in the place of the one that is there.</summary>
    /// <param name="conditions">Judged against the object that is replaced.</param>
    /// <exception cref="AwsException">NoSuchBucket, PreconditionFailed, NoSuchKey.</exception>
    public Task PutObject(ObjectRecord made, ObjectConditions conditions, CancellationToken cancel) => gate.Share(async () =>
    {
        if (await FindBucket(made.Bucket, cancel) is null) throw S3Errors.NoSuchBucket(made.Bucket);
        await Replace(made.Bucket, made.Key, made, conditions, [], cancel);
        return true;
    }, cancel);

    /// <summary>Deletes an object; one that is not there is deleted already.</summary>
    public Task DeleteObject(string bucket, string key, ObjectConditions conditions, CancellationToken cancel) => Replace(bucket, key, null, conditions, [], cancel);

    /// <param name="further">Committed with it.</param>
    /// <param name="made">Null deletes.</param>
    public async Task Replace(string bucket, string key, ObjectRecord? made, ObjectConditions conditions, IReadOnlyList<RowWrite> further, CancellationToken cancel)
    {
        var id = S3Names.ObjectId(bucket, key);
        for (var tries = 1; ; tries++)
        {
            var old = await store.Find<ObjectRecord>(S3Names.ObjectKind, id, cancel);
            Check(conditions, old?.Record, key);
            if (old is null && made is null) return;
            var writes = new List<RowWrite>(further) { made is null ? new RowWrite.Delete(S3Names.ObjectKind, id, old!.Value.Version) : StoreExtensions.Put(S3Names.ObjectKind, id, old?.Version ?? 0, made) };
            var freed = new List<string>();
            if (old?.Record.FileId is { } fileId) freed.Add(fileId);
            if (old?.Record.UploadId is { } uploadId)
            {
                var (rows, ids) = await PartsOf(uploadId, cancel);
                writes.AddRange(rows);
                freed.AddRange(ids);
            }

            try
            {
                await store.Commit(writes, CancellationToken.None);
                files.Free(id, freed);
                return;
            }
            catch (StoreConflictException conflict) when (conflict.Kind == S3Names.ObjectKind && tries < TriesMax)
            {
                // Somebody else was faster; the last writer wins.
            }
        }
    }

    /// <summary>What deletes an upload's parts: their rows, and then their files.</summary>
    public async Task<(IReadOnlyList<RowWrite> Rows, IReadOnlyList<string> FileIds)> PartsOf(string uploadId, CancellationToken cancel)
    {
        var rows = await store.List(S3Names.PartKind, uploadId + "/", cancel: cancel);
        return ([.. rows.Select(r => new RowWrite.Delete(r.Kind, r.Id, null))], [.. rows.Select(r => RowJson.Read<PartRecord>(r).FileId)]);
    }

    private static void Check(ObjectConditions conditions, ObjectRecord? old, string key)
    {
        switch (conditions.JudgeWrite(old?.ETag))
        {
            case ConditionVerdict.Failed: throw S3Errors.PreconditionFailed(conditions.IfMatch is null ? "If-None-Match" : "If-Match");
            case ConditionVerdict.Missing: throw S3Errors.NoSuchKey(key);
        }
    }
}
