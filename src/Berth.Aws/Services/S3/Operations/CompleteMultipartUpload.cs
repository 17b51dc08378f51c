using System.Globalization;
using System.Xml.Linq;
using Berth.Aws.Services.S3.Payloads;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Makes an object of parts, in one commit. Asked again it answers the same, as a client whose answer was lost needs.</summary>
internal sealed class CompleteMultipartUpload(S3Rows rows, UploadRows uploads, TimeProvider clock) : IS3Operation
{
    public static string Action => "s3:PutObject";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var named = ReadParts(S3Xml.Read(await request.Body.ReadDocument(checksumIsOfBody: false, cancel), "CompleteMultipartUpload"));
        var uploadId = request.Parameter("uploadId");
        if (await rows.FindObject(request.Bucket, request.Key, cancel) is { UploadId: not null } done && done.UploadId == uploadId) return Answer(request, done);
        return Answer(request, await uploads.Complete(request, (upload, parts) => Make(request, upload, named, parts), cancel));
    }

    private (ObjectRecord Made, IReadOnlyList<PartRecord> Pieces) Make(S3Request request, UploadRecord upload, IReadOnlyList<(NamedPart Part, string? Algorithm)> named, IReadOnlyList<PartRecord> stored)
    {
        if (upload.ChecksumAlgorithm is { } algorithm && named.FirstOrDefault(n => n.Algorithm != algorithm) is { Part: { } without })
            throw S3Errors.InvalidRequest($"The upload was created using a {algorithm.ToLowerInvariant()} checksum. The complete request must include the checksum for each part. It was missing for part {without.Number} in the request.");
        var complete = MultipartRules.Judge([.. named.Select(n => n.Part)], stored) switch
        {
            CompletionVerdict.Complete ready => ready,
            CompletionVerdict.Empty => throw S3Errors.MalformedXml(),
            CompletionVerdict.WrongOrder => throw S3Errors.InvalidPartOrder(upload.UploadId),
            CompletionVerdict.WrongPart wrong => throw S3Errors.InvalidPart(upload.UploadId, wrong.Part.Number, wrong.Part.ETag),
            CompletionVerdict.TooSmall small => throw S3Errors.EntityTooSmall(small.Part.Number, small.Part.ETag, small.Part.Size, MultipartRules.PartBytesMin),
            CompletionVerdict.TooLarge large => throw S3Errors.EntityTooLarge(large.Size, MultipartRules.ObjectBytesMax),
            var other => throw new InvalidOperationException($"Unknown verdict {other}."),
        };
        if (request.Header("x-amz-mp-object-size") is { } size && size != complete.Size.ToString(CultureInfo.InvariantCulture))
            throw S3Errors.InvalidRequest("The provided 'x-amz-mp-object-size' header value does not match what was computed.");
        var made = new ObjectRecord
        {
            Bucket = upload.Bucket,
            Key = upload.Key,
            UploadId = upload.UploadId,
            Size = complete.Size,
            ETag = complete.ETag,
            LastModified = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()),
            Checksum = Checksum(request, upload, complete.Parts),
            Headers = upload.Headers,
        };
        return (made, complete.Parts);
    }

    /// <summary>The checksum of the parts' checksums, which must be what the request says when it says something.</summary>
    private static ObjectChecksum? Checksum(S3Request request, UploadRecord upload, IReadOnlyList<PartRecord> parts)
    {
        var promised = S3Body.ChecksumHeader(request.Http);
        if (upload.ChecksumAlgorithm is not { } algorithm)
            return promised is null && request.Header("x-amz-checksum-type") is null ? null : throw S3Errors.NotImplemented("a FULL_OBJECT checksum of a multipart upload", "x-amz-checksum-type");
        if (request.Header("x-amz-checksum-type") is not (null or "COMPOSITE")) throw S3Errors.InvalidRequest("The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.");
        var sum = ChecksumHash.Of(algorithm, MultipartRules.Joined(parts, p => Convert.FromBase64String(p.Checksum!.Value)));
        if (promised is { } said && (said.Algorithm != algorithm || said.Value.Split('-')[0] != sum)) throw S3Errors.BadDigest($"The {said.Algorithm} you specified did not match the calculated checksum.");
        return new(algorithm, $"{sum}-{parts.Count}", "COMPOSITE");
    }

    private static S3Answer Answer(S3Request request, ObjectRecord made) => S3Answer.Xml("CompleteMultipartUploadResult", xml =>
    {
        xml.WriteElementString("Location", $"{request.Caller.Endpoint.ToString().TrimEnd('/')}{request.Http.Path.ToUriComponent()}");
        xml.WriteElementString("Bucket", made.Bucket);
        xml.WriteElementString("Key", made.Key);
        xml.WriteElementString("ETag", $"\"{made.ETag}\"");
        if (made.Checksum is not { } sum) return;
        xml.WriteElementString("Checksum" + sum.Algorithm, sum.Value);
        xml.WriteElementString("ChecksumType", sum.Type);
    });

    private static List<(NamedPart Part, string? Algorithm)> ReadParts(XElement document)
    {
        S3Xml.Only(document, "Part");
        var parts = new List<(NamedPart, string?)>();
        foreach (var element in document.Elements("Part"))
        {
            S3Xml.Only(element, ["PartNumber", "ETag", .. ChecksumHash.Algorithms.Select(a => "Checksum" + a)]);
            if (!int.TryParse(element.Element("PartNumber")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || element.Element("ETag")?.Value is not { } eTag) throw S3Errors.MalformedXml();
            var checksum = element.Elements().FirstOrDefault(e => e.Name.LocalName.StartsWith("Checksum", StringComparison.Ordinal));
            parts.Add((new(number, eTag.Trim('"'), checksum?.Value), checksum?.Name.LocalName["Checksum".Length..]));
        }

        return parts.Count <= MultipartRules.PartsMax ? parts : throw S3Errors.MalformedXml();
    }
}
