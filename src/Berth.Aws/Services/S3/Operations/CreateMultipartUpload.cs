using Berth.Aws.Services.S3.Payloads;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Kernel;
using Berth.Storage;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class CreateMultipartUpload(UploadRows uploads, IIdSource ids, DiskGuard disk, TimeProvider clock) : IS3Operation
{
    public static string Action => "s3:PutObject";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        disk.Check();
        var algorithm = request.Header("x-amz-checksum-algorithm")?.ToUpperInvariant();
        if (algorithm is not null && !ChecksumHash.Algorithms.Contains(algorithm)) throw S3Errors.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");

        // A checksum over all bytes would have to be combined from the parts', which only some algorithms can.
        var type = request.Header("x-amz-checksum-type");
        if (algorithm == "CRC64NVME" || type is not (null or "COMPOSITE")) throw S3Errors.NotImplemented("a FULL_OBJECT checksum of a multipart upload", "x-amz-checksum-type");
        if (type is not null && algorithm is null) throw S3Errors.InvalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        var uploadId = ids.Hex(32);
        await uploads.Begin(new()
        {
            UploadId = uploadId,
            Bucket = request.Bucket,
            Key = request.Key,
            InitiatedAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()),
            InitiatorArn = request.Caller.Arn,
            ChecksumAlgorithm = algorithm,
            Headers = S3Headers.Read(request.Http),
        }, cancel);
        (string, string)[] headers = algorithm is null ? [] : [("x-amz-checksum-algorithm", algorithm), ("x-amz-checksum-type", "COMPOSITE")];
        return S3Answer.Xml("InitiateMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("Key", request.Key);
            xml.WriteElementString("UploadId", uploadId);
        }, headers);
    }
}
