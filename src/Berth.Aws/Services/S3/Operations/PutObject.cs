using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.S3.Payloads;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Streams an object to the disk and answers once it is there: whole, or not at all.</summary>
internal sealed class PutObject(S3Rows rows, ObjectWriter writer, TimeProvider clock) : IS3Operation
{
    public static string Action => "s3:PutObject";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var headers = S3Headers.Read(request.Http);
        var length = request.Body.Length ?? throw S3Errors.MissingContentLength();
        using var written = await writer.Write(request.Body.Payload, request.Body.Promise(), length, MultipartRules.PutBytesMax, cancel);
        var made = new ObjectRecord
        {
            Bucket = request.Bucket,
            Key = request.Key,
            FileId = written.Id,
            Size = written.Size,
            ETag = written.ETag,
            LastModified = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()),
            Checksum = written.Checksum,
            Headers = headers,
        };
        written.Leave();
        await rows.PutObject(made, request.Conditions(), cancel);
        return new() { Headers = [new("ETag", $"\"{made.ETag}\""), .. made.Checksum is { } sum ? (KeyValuePair<string, string>[])[new(ChecksumHash.HeaderName(sum.Algorithm), sum.Value), new("x-amz-checksum-type", sum.Type)] : []] };
    }
}
