using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>The older form of ListObjectsV2: pages go on from a key, or a common prefix, that the caller names.</summary>
internal sealed class ListObjects(ObjectLister lister) : IS3Operation
{
    public static string Action => "s3:ListBucket";

    public IReadOnlyList<AccessDemand> Demands(S3Request request) => [ObjectLister.Demand(request)];

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var marker = request.Parameter("marker") ?? "";
        var ask = ObjectLister.Ask(request);
        if (marker.Length > 0)
        {
            // A marker that is a common prefix stands for everything below it.
            var group = marker.StartsWith(ask.Prefix, StringComparison.Ordinal) && ObjectListing.CommonPrefix(marker, ask.Prefix, ask.Delimiter) == marker;
            ask = ask with { After = ObjectListing.Behind(new(marker, group)) };
        }

        var (found, records) = await lister.List(request.Bucket, ask, cancel);
        var encoded = request.EncodesKeys();
        return S3Answer.Xml("ListBucketResult", xml =>
        {
            xml.WriteElementString("Name", request.Bucket);
            xml.WriteElementString("Prefix", S3Xml.Key(ask.Prefix, encoded));
            xml.WriteElementString("Marker", S3Xml.Key(marker, encoded));
            if (found.IsTruncated && ask.Delimiter.Length > 0) xml.WriteElementString("NextMarker", S3Xml.Key(found.Items[^1].Text, encoded));
            xml.WriteElementString("MaxKeys", S3Xml.Number(ask.ItemsMax));
            if (ask.Delimiter.Length > 0) xml.WriteElementString("Delimiter", S3Xml.Key(ask.Delimiter, encoded));
            if (encoded) xml.WriteElementString("EncodingType", "url");
            xml.WriteElementString("IsTruncated", found.IsTruncated ? "true" : "false");
            ObjectLister.Write(xml, found, records, encoded, S3Names.CanonicalId(request.Caller.Scope));
        });
    }
}
