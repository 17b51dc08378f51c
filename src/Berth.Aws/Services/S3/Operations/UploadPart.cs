using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.S3.Payloads;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Streams a part to the disk. One that comes again with the same number takes the other's place.</summary>
internal sealed class UploadPart(UploadRows uploads, ObjectWriter writer, TimeProvider clock) : IS3Operation
{
    public static string Action => "s3:PutObject";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var number = Number(request);
        var upload = await uploads.Find(request, cancel);
        var length = request.Body.Length ?? throw S3Errors.MissingContentLength();
        var promise = request.Body.Promise();
        if (upload.ChecksumAlgorithm is { } expected && promise.ChecksumAlgorithm != expected)
            throw S3Errors.InvalidRequest($"Checksum Type mismatch occurred, expected checksum Type: {expected.ToLowerInvariant()}, actual checksum Type: {promise.ChecksumAlgorithm?.ToLowerInvariant() ?? "null"}");
        using var written = await writer.Write(request.Body.Payload, promise, length, MultipartRules.PutBytesMax, cancel);
        written.Leave();
        await uploads.PutPart(request, new(number, written.Id, written.Size, written.ETag, DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()), written.Checksum), cancel);
        return new() { Headers = [new("ETag", $"\"{written.ETag}\""), .. written.Checksum is { } sum ? (KeyValuePair<string, string>[])[new(ChecksumHash.HeaderName(sum.Algorithm), sum.Value)] : []] };
    }

    /// <exception cref="AwsException">InvalidArgument.</exception>
    public static int Number(S3Request request)
    {
        var number = request.Number("partNumber", 0, int.MinValue, int.MaxValue);
        return MultipartRules.IsPartNumber(number)
            ? number
            : throw S3Errors.InvalidArgument($"Part number must be an integer between 1 and {MultipartRules.PartsMax}, inclusive", "partNumber", request.Parameter("partNumber"));
    }
}
