using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.S3.Payloads;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Copies a stretch of an object's bytes into a part of an upload.</summary>
internal sealed class UploadPartCopy(CopySource source, UploadRows uploads, ObjectWriter writer, TimeProvider clock) : IS3Operation
{
    private const string RangeName = "x-amz-copy-source-range";

    public static string Action => "s3:PutObject";

    public IReadOnlyList<AccessDemand> Demands(S3Request request) => CopySource.Demands(request);

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var number = UploadPart.Number(request);
        var upload = await uploads.Find(request, cancel);
        var (found, content) = await source.Open(request, cancel);
        using var held = content;
        var stretch = Stretch(request.Header(RangeName), found.Size);
        using var written = await writer.Write(
            content.Slice(stretch.First, stretch.Length).AsPayload(), PayloadPromise.None with { ChecksumAlgorithm = upload.ChecksumAlgorithm }, stretch.Length, MultipartRules.PutBytesMax, cancel);
        var part = new PartRecord(number, written.Id, written.Size, written.ETag, DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()), written.Checksum);
        written.Leave();
        await uploads.PutPart(request, part, cancel);
        return S3Answer.Xml("CopyPartResult", xml =>
        {
            xml.WriteElementString("LastModified", S3Xml.Time(part.LastModified));
            xml.WriteElementString("ETag", $"\"{part.ETag}\"");
            if (part.Checksum is { } sum) xml.WriteElementString("Checksum" + sum.Algorithm, sum.Value);
        });
    }

    /// <param name="header">Must have both ends; null for everything.</param>
    private static (long First, long Length) Stretch(string? header, long size)
    {
        if (header is null) return (0, size);
        if (header.EndsWith('-') || header.Contains("=-", StringComparison.Ordinal))
            throw S3Errors.InvalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy", RangeName, header);

        // Read as of an object without end, so that a range that this one does not have is seen.
        return ByteRanges.Read(header, long.MaxValue) is ByteRange.Part part && part.Last < size
            ? (part.First, part.Length)
            : throw S3Errors.InvalidArgument($"Range specified is not valid for source object of size: {size}", RangeName, header);
    }
}
