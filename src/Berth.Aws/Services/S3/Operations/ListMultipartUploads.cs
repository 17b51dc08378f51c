using Berth.Aws.Services.S3.Xml;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class ListMultipartUploads(UploadRows uploads) : IS3Operation
{
    private const int PageMax = 1000;

    public static string Action => "s3:ListBucketMultipartUploads";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var (prefix, delimiter) = (request.Parameter("prefix") ?? "", request.Parameter("delimiter") ?? "");
        var (keyMarker, idMarker) = (request.Parameter("key-marker") ?? "", request.Parameter("upload-id-marker") ?? "");
        var max = request.Number("max-uploads", PageMax, 1, PageMax);
        var encoded = request.EncodesKeys();
        var page = UploadListing.Page(await uploads.All(request.Bucket, cancel), new(prefix, delimiter, keyMarker, idMarker, max));
        var owner = S3Names.CanonicalId(request.Caller.Scope);
        return S3Answer.Xml("ListMultipartUploadsResult", xml =>
        {
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("KeyMarker", S3Xml.Key(keyMarker, encoded));
            xml.WriteElementString("UploadIdMarker", idMarker);
            if (page.IsTruncated)
            {
                xml.WriteElementString("NextKeyMarker", S3Xml.Key(page.NextKey, encoded));
                xml.WriteElementString("NextUploadIdMarker", page.NextUploadId);
            }

            xml.WriteElementString("Prefix", S3Xml.Key(prefix, encoded));
            if (delimiter.Length > 0) xml.WriteElementString("Delimiter", S3Xml.Key(delimiter, encoded));
            if (encoded) xml.WriteElementString("EncodingType", "url");
            xml.WriteElementString("MaxUploads", S3Xml.Number(max));
            xml.WriteElementString("IsTruncated", page.IsTruncated ? "true" : "false");
            foreach (var upload in page.Uploads)
            {
                xml.WriteStartElement("Upload");
                xml.WriteElementString("Key", S3Xml.Key(upload.Key, encoded));
                xml.WriteElementString("UploadId", upload.UploadId);
                S3Xml.Owner(xml, "Initiator", upload.InitiatorArn);
                S3Xml.Owner(xml, "Owner", owner);
                xml.WriteElementString("StorageClass", "STANDARD");
                xml.WriteElementString("Initiated", S3Xml.Time(upload.InitiatedAt));
                if (upload.ChecksumAlgorithm is { } algorithm)
                {
                    xml.WriteElementString("ChecksumAlgorithm", algorithm);
                    xml.WriteElementString("ChecksumType", "COMPOSITE");
                }

                xml.WriteEndElement();
            }

            foreach (var group in page.Prefixes)
            {
                xml.WriteStartElement("CommonPrefixes");
                xml.WriteElementString("Prefix", S3Xml.Key(group, encoded));
                xml.WriteEndElement();
            }
        });
    }
}
