using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.S3.Payloads;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3;

/// <summary>Finds objects for those who read them.</summary>
internal sealed class ObjectReader(S3Rows rows, ObjectFiles files, IAuthorizer authorizer)
{
    /// <summary>That an object is not there learns only who may list the bucket. Source: Amazon S3 API, GetObject, permissions.</summary>
    /// <exception cref="AwsException">NoSuchKey, AccessDenied.</exception>
    public async Task<ObjectRecord> Find(S3Request request, string bucket, string key, CancellationToken cancel)
    {
        if (await rows.FindObject(bucket, key, cancel) is { } found) return found;
        await authorizer.Require(request.Caller, new("s3:ListBucket", S3Names.BucketArn(bucket)), cancel);
        throw S3Errors.NoSuchKey(key);
    }

    /// <summary>Finds an object and holds its bytes, for who disposes of them.</summary>
    public async Task<(ObjectRecord Found, ObjectContent Content)> Open(S3Request request, string bucket, string key, CancellationToken cancel)
    {
        // Held before the row is read: what the row names cannot go before we have it.
        var hold = files.Hold(S3Names.ObjectId(bucket, key));
        try
        {
            var found = await Find(request, bucket, key, cancel);
            return (found, new(files, await rows.Pieces(found, cancel), 0, found.Size, hold));
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>GetObject and HeadObject: the same but for the bytes.</summary>
    public async Task<S3Answer> Answer(S3Request request, bool withContent, CancellationToken cancel)
    {
        if (request.Parameter("partNumber") is not null) throw S3Errors.NotImplemented("partNumber of an object");
        var overrides = Overrides(request);
        var hold = files.Hold(S3Names.ObjectId(request.Bucket, request.Key));
        try
        {
            var found = await Find(request, request.Bucket, request.Key, cancel);
            switch (request.Conditions().Judge(found.ETag, found.LastModified))
            {
                case ConditionVerdict.Failed: throw S3Errors.PreconditionFailed(request.Header("If-Match") is null ? "If-Unmodified-Since" : "If-Match");
                case ConditionVerdict.NotModified:
                    hold.Dispose();
                    return new(304) { Headers = Validators(found) };
            }

            var range = ByteRanges.Read(RangeHeader(request, found), found.Size);
            if (range is ByteRange.Unsatisfiable) throw S3Errors.InvalidRange(request.Header("Range")!, found.Size);
            var part = range as ByteRange.Part;
            var (first, length) = part is null ? (0, found.Size) : (part.First, part.Length);
            var headers = new List<KeyValuePair<string, string>>(Validators(found)) { new("Accept-Ranges", "bytes") };
            headers.AddRange(S3Headers.Write(found.Headers).Where(h => !overrides.ContainsKey(h.Key)).Concat(overrides));
            if (part is not null) headers.Add(new("Content-Range", $"bytes {part.First}-{part.Last}/{found.Size}"));
            else if (found.Checksum is { } checksum && "ENABLED".Equals(request.Header("x-amz-checksum-mode") ?? request.Parameter("x-amz-checksum-mode"), StringComparison.OrdinalIgnoreCase))
                headers.AddRange([new(ChecksumHash.HeaderName(checksum.Algorithm), checksum.Value), new("x-amz-checksum-type", checksum.Type)]);
            var content = new ObjectContent(files, withContent ? await rows.Pieces(found, cancel) : [], first, length, hold);
            return new(part is null ? 200 : 206) { Headers = headers, Content = content };
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private static KeyValuePair<string, string>[] Validators(ObjectRecord found) =>
        [new("ETag", $"\"{found.ETag}\""), new("Last-Modified", found.LastModified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture))];

    /// <summary>A range of another object than the client knows would be of no use to it.</summary>
    private static string? RangeHeader(S3Request request, ObjectRecord found)
    {
        if (request.Header("If-Range") is not { } known) return request.Header("Range");
        var same = known.StartsWith('"') ? known.Trim('"') == found.ETag : DateTimeOffset.TryParse(known, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at == found.LastModified;
        return same ? request.Header("Range") : null;
    }

    /// <summary>response-content-type and its like: headers that the link asks for.</summary>
    private static Dictionary<string, string> Overrides(S3Request request)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in (string[])["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"])
        {
            var parameter = "response-" + name.ToLowerInvariant();
            if (request.Parameter(parameter) is not { Length: > 0 } value) continue;
            found[name] = value.All(c => c is >= ' ' and <= '~') ? value : throw S3Errors.InvalidArgument("Header value cannot be represented using ISO-8859-1.", parameter, value);
        }

        return found;
    }
}
