using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.S3.Payloads;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Copies an object's bytes into a file of its own; of an object of parts too, whose copy has the MD5 of all bytes as its entity tag.</summary>
internal sealed class CopyObject(S3Rows rows, CopySource source, ObjectWriter writer, TimeProvider clock) : IS3Operation
{
    public static string Action => "s3:PutObject";

    public IReadOnlyList<AccessDemand> Demands(S3Request request) => CopySource.Demands(request);

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var from = CopySource.Address(request);
        var replaces = request.Header("x-amz-metadata-directive") switch
        {
            null or "COPY" => false,
            "REPLACE" => true,
            var other => throw S3Errors.InvalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", other),
        };
        var wanted = request.Header("x-amz-checksum-algorithm");
        if (wanted is not null && !ChecksumHash.Algorithms.Contains(wanted)) throw S3Errors.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        if (!replaces && (from.Bucket, from.Key) == (request.Bucket, request.Key))
            throw S3Errors.InvalidRequest("This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        var headers = S3Headers.Read(request.Http);
        var (found, content) = await source.Open(request, cancel);
        using var held = content;
        if (found.Size > MultipartRules.PutBytesMax) throw S3Errors.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {MultipartRules.PutBytesMax}");

        var promise = PayloadPromise.None with { ChecksumAlgorithm = wanted ?? found.Checksum?.Algorithm };
        using var written = await writer.Write(content.AsPayload(), promise, found.Size, MultipartRules.PutBytesMax, cancel);
        var made = new ObjectRecord
        {
            Bucket = request.Bucket,
            Key = request.Key,
            FileId = written.Id,
            Size = written.Size,
            ETag = written.ETag,
            LastModified = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()),
            Checksum = written.Checksum,
            Headers = replaces ? headers : found.Headers,
        };
        written.Leave();
        await rows.PutObject(made, request.Conditions(), cancel);
        return S3Answer.Xml("CopyObjectResult", xml =>
        {
            xml.WriteElementString("LastModified", S3Xml.Time(made.LastModified));
            xml.WriteElementString("ETag", $"\"{made.ETag}\"");
            if (made.Checksum is not { } sum) return;
            xml.WriteElementString("ChecksumType", sum.Type);
            xml.WriteElementString("Checksum" + sum.Algorithm, sum.Value);
        });
    }
}
