using Berth.Aws.Services.S3.Payloads;
using Berth.Domain.Kernel;
using Berth.Domain.ObjectStorage;
using Berth.Storage;

namespace Berth.Aws.Services.S3.Files;

/// <summary>Writes a payload to a new file, and to the disk below it.</summary>
internal sealed class ObjectWriter(ObjectFiles files, DiskGuard disk, IIdSource ids)
{
    private const int PieceBytes = 128 * 1024;

    /// <exception cref="AwsException">The payload is not what its sender promised, or larger than <paramref name="bytesMax"/>. Nothing of it is left.</exception>
    /// <exception cref="StoreFullException">The disk is full. Nothing of it is left.</exception>
    public async Task<WrittenFile> Write(Payload payload, PayloadPromise promise, long? bytes, long bytesMax, CancellationToken cancel)
    {
        disk.Check();
        if (bytes > bytesMax) throw S3Errors.EntityTooLarge(bytes.Value, bytesMax);
        var id = ids.Hex(32);
        try
        {
            using var digest = new PayloadDigest(promise);
            await using (var file = files.Create(id))
            {
                var piece = new byte[PieceBytes];
                int count;
                while ((count = await payload.Read(piece, cancel)) > 0)
                {
                    digest.Append(piece.AsSpan(0, count));
                    if (digest.Length > bytesMax) throw S3Errors.EntityTooLarge(digest.Length, bytesMax);
                    disk.Check();
                    await file.WriteAsync(piece.AsMemory(0, count), cancel);
                }

                digest.Finish(payload.Trailers);
                file.Flush(flushToDisk: true);
            }

            return new(files, id, digest.Length, digest.ETag, digest.Checksum);
        }
        catch
        {
            files.End(id, delete: true);
            throw;
        }
    }
}

/// <summary>A file that is whole and on disk. It goes when it is disposed of, unless it was <see cref="Leave">left</see> to a row.</summary>
internal sealed class WrittenFile(ObjectFiles files, string id, long size, string eTag, ObjectChecksum? checksum) : IDisposable
{
    private bool isLeft;

    public string Id => id;

    public long Size => size;

    /// <summary>MD5 in hexadecimal.</summary>
    public string ETag => eTag;

    public ObjectChecksum? Checksum => checksum;

    /// <summary>Said before the row is committed: from here on the file may be an object's, even if nobody hears that it was. Should no row name it after all, the sweep finds it.</summary>
    public void Leave() => isLeft = true;

    public void Dispose() => files.End(id, delete: !isLeft);
}
