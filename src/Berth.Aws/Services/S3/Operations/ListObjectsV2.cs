using Berth.Aws.Paging;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class ListObjectsV2(ObjectLister lister, PageTokens pages) : IS3Operation
{
    public static string Action => "s3:ListBucket";

    public IReadOnlyList<AccessDemand> Demands(S3Request request) => [ObjectLister.Demand(request)];

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var list = "s3:ListObjectsV2/" + request.Bucket;
        var token = request.Parameter("continuation-token");
        if (token is "") throw InvalidToken(token);
        var after = token is null ? request.Parameter("start-after") : pages.Read(list, token) ?? throw InvalidToken(token);
        var ask = ObjectLister.Ask(request) with { After = after is "" ? null : after };
        var (found, records) = await lister.List(request.Bucket, ask, cancel);
        var encoded = request.EncodesKeys();
        return S3Answer.Xml("ListBucketResult", xml =>
        {
            xml.WriteElementString("Name", request.Bucket);
            xml.WriteElementString("Prefix", S3Xml.Key(ask.Prefix, encoded));
            if (request.Parameter("start-after") is { Length: > 0 } start) xml.WriteElementString("StartAfter", S3Xml.Key(start, encoded));
            if (token is not null) xml.WriteElementString("ContinuationToken", token);
            if (found.IsTruncated) xml.WriteElementString("NextContinuationToken", pages.Make(list, ObjectListing.Behind(found.Items[^1])));
            xml.WriteElementString("KeyCount", S3Xml.Number(found.Items.Count));
            xml.WriteElementString("MaxKeys", S3Xml.Number(ask.ItemsMax));
            if (ask.Delimiter.Length > 0) xml.WriteElementString("Delimiter", S3Xml.Key(ask.Delimiter, encoded));
            if (encoded) xml.WriteElementString("EncodingType", "url");
            xml.WriteElementString("IsTruncated", found.IsTruncated ? "true" : "false");
            ObjectLister.Write(xml, found, records, encoded, request.Parameter("fetch-owner") == "true" ? S3Names.CanonicalId(request.Caller.Scope) : null);
        });
    }

    private static AwsException InvalidToken(string token) => S3Errors.InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}
