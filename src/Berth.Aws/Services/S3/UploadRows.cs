using Berth.Aws.Services.S3.Files;
using Berth.Domain.ObjectStorage;
using Berth.Storage;

namespace Berth.Aws.Services.S3;

/// <summary>Multipart uploads and their parts in the store.</summary>
internal sealed class UploadRows(IStore store, S3Rows rows, ObjectFiles files, BucketGate gate)
{
    /// <summary>Uploads under way in one bucket.</summary>
    public const int UploadsMax = 10_000;

    private const int TriesMax = 50;

    /// <exception cref="AwsException">NoSuchBucket, SlowDown.</exception>
    public Task Begin(UploadRecord upload, CancellationToken cancel) => gate.Share(async () =>
    {
        if (await rows.FindBucket(upload.Bucket, cancel) is null) throw S3Errors.NoSuchBucket(upload.Bucket);
        if ((await store.List(S3Names.UploadKind, upload.Bucket + "/", null, UploadsMax, cancel)).Count == UploadsMax)
            throw new AwsException("SlowDown", $"The bucket has {UploadsMax} multipart uploads under way, as many as Berth keeps. Complete or abort some: aws s3api list-multipart-uploads --bucket {upload.Bucket}", 503);
        await store.Commit([StoreExtensions.Put(S3Names.UploadKind, S3Names.UploadRowId(upload.Bucket, upload.UploadId), 0, upload)], CancellationToken.None);
        return true;
    }, cancel);

    /// <exception cref="AwsException">NoSuchUpload.</exception>
    public async Task<UploadRecord> Find(S3Request request, CancellationToken cancel)
    {
        var id = request.Parameter("uploadId") ?? "";
        var upload = (await store.Find<UploadRecord>(S3Names.UploadKind, S3Names.UploadRowId(request.Bucket, id), cancel))?.Record;
        return upload?.Key == request.Key ? upload : throw S3Errors.NoSuchUpload(id);
    }

    /// <summary>In the order in which S3 lists them: by key, then by age.</summary>
    public async Task<IReadOnlyList<UploadRecord>> All(string bucket, CancellationToken cancel) =>
        [.. (await store.FindAll<UploadRecord>(S3Names.UploadKind, bucket + "/", cancel)).OrderBy(u => u.Key, StringComparer.Ordinal).ThenBy(u => u.InitiatedAt).ThenBy(u => u.UploadId, StringComparer.Ordinal)];

    public ValueTask<IReadOnlyList<PartRecord>> Parts(string uploadId, CancellationToken cancel) => store.FindAll<PartRecord>(S3Names.PartKind, uploadId + "/", cancel);

    /// <summary>Puts a part in the place of the one with its number.</summary>
    /// <exception cref="AwsException">NoSuchUpload: it has ended meanwhile.</exception>
    public Task PutPart(S3Request request, PartRecord part, CancellationToken cancel) => gate.Share(async () =>
    {
        var upload = await Find(request, cancel);
        var id = S3Names.PartId(upload.UploadId, part.Number);
        for (var tries = 1; ; tries++)
        {
            var old = await store.Find<PartRecord>(S3Names.PartKind, id, cancel);
            try
            {
                await store.Commit([StoreExtensions.Put(S3Names.PartKind, id, old?.Version ?? 0, part)], CancellationToken.None);
                if (old is { } replaced) files.Free(upload.UploadId, [replaced.Record.FileId]);
                return true;
            }
            catch (StoreConflictException) when (tries < TriesMax)
            {
                // Somebody else put the same part; the last one stays.
            }
        }
    }, cancel);

    public Task Abort(S3Request request, CancellationToken cancel) => gate.Alone(async () =>
    {
        var upload = await Find(request, cancel);
        var (parts, fileIds) = await rows.PartsOf(upload.UploadId, cancel);
        await store.Commit([new RowWrite.Delete(S3Names.UploadKind, S3Names.UploadRowId(upload.Bucket, upload.UploadId), null), .. parts], CancellationToken.None);
        files.Free(upload.UploadId, fileIds);
        return true;
    }, cancel);

    /// <summary>Makes an object of an upload. Its parts' rows stay and are the object's pieces; those that are not named go.</summary>
    /// <param name="choose">Gets the upload and its parts; throws to refuse, and then nothing changes.</param>
    public Task<ObjectRecord> Complete(S3Request request, Func<UploadRecord, IReadOnlyList<PartRecord>, (ObjectRecord Made, IReadOnlyList<PartRecord> Pieces)> choose, CancellationToken cancel) => gate.Alone(async () =>
    {
        var upload = await Find(request, cancel);
        var parts = await Parts(upload.UploadId, cancel);
        var (made, pieces) = choose(upload, parts);
        var kept = pieces.Select(p => p.Number).ToHashSet();
        var dropped = parts.Where(p => !kept.Contains(p.Number)).ToList();
        List<RowWrite> further = [new RowWrite.Delete(S3Names.UploadKind, S3Names.UploadRowId(upload.Bucket, upload.UploadId), null)];
        further.AddRange(dropped.Select(p => new RowWrite.Delete(S3Names.PartKind, S3Names.PartId(upload.UploadId, p.Number), null)));
        await rows.Replace(upload.Bucket, upload.Key, made, request.Conditions(), further, cancel);
        files.Free(upload.UploadId, [.. dropped.Select(p => p.FileId)]);
        return made;
    }, cancel);
}
