using Berth.Aws.Paging;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>The account's buckets, by name; all at once unless max-buckets is given.</summary>
internal sealed class ListBuckets(S3Rows rows, PageTokens pages, BerthInstance berth) : IS3Operation
{
    private const int PageMax = 10_000;

    public static string Action => "s3:ListAllMyBuckets";

    public static bool NeedsBucket => false;

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var prefix = request.Parameter("prefix") ?? "";
        var region = request.Parameter("bucket-region");
        var here = region is null or "" || region == berth.Scope.Region;
        var buckets = here ? (await rows.Buckets(cancel)).Where(b => b.Name.StartsWith(prefix, StringComparison.Ordinal)) : [];
        var page = pages.Cut(
            buckets, b => b.Name, "s3:ListBuckets/" + prefix, request.Parameter("continuation-token"), request.Number("max-buckets", PageMax, 1, PageMax),
            () => S3Errors.InvalidArgument("The continuation token provided is incorrect", "continuation-token", request.Parameter("continuation-token")));
        return S3Answer.Xml("ListAllMyBucketsResult", xml =>
        {
            S3Xml.Owner(xml, "Owner", S3Names.CanonicalId(berth.Scope));
            xml.WriteStartElement("Buckets");
            foreach (var bucket in page.Items)
            {
                xml.WriteStartElement("Bucket");
                xml.WriteElementString("Name", bucket.Name);
                xml.WriteElementString("CreationDate", S3Xml.Time(bucket.CreatedAt));
                xml.WriteElementString("BucketRegion", berth.Scope.Region);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            if (page.NextToken is { } token) xml.WriteElementString("ContinuationToken", token);
            if (prefix.Length > 0) xml.WriteElementString("Prefix", prefix);
        });
    }
}
