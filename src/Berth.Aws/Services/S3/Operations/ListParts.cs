using Berth.Aws.Services.S3.Xml;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class ListParts(UploadRows uploads) : IS3Operation
{
    private const int PageMax = 1000;

    public static string Action => "s3:ListMultipartUploadParts";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var marker = request.Number("part-number-marker", 0, 0, int.MaxValue);
        var max = request.Number("max-parts", PageMax, 0, PageMax);
        var encoded = request.EncodesKeys();
        var upload = await uploads.Find(request, cancel);
        var rest = (await uploads.Parts(upload.UploadId, cancel)).Where(p => p.Number > marker).ToList();
        var page = rest.Take(max).ToList();
        var truncated = max > 0 && rest.Count > page.Count;
        var owner = S3Names.CanonicalId(request.Caller.Scope);
        return S3Answer.Xml("ListPartsResult", xml =>
        {
            xml.WriteElementString("Bucket", request.Bucket);
            xml.WriteElementString("Key", S3Xml.Key(request.Key, encoded));
            xml.WriteElementString("UploadId", upload.UploadId);
            S3Xml.Owner(xml, "Initiator", upload.InitiatorArn);
            S3Xml.Owner(xml, "Owner", owner);
            xml.WriteElementString("StorageClass", "STANDARD");
            xml.WriteElementString("PartNumberMarker", S3Xml.Number(marker));
            if (page.Count > 0) xml.WriteElementString("NextPartNumberMarker", S3Xml.Number(page[^1].Number));
            xml.WriteElementString("MaxParts", S3Xml.Number(max));
            xml.WriteElementString("IsTruncated", truncated ? "true" : "false");
            if (upload.ChecksumAlgorithm is { } algorithm)
            {
                xml.WriteElementString("ChecksumAlgorithm", algorithm);
                xml.WriteElementString("ChecksumType", "COMPOSITE");
            }

            foreach (var part in page)
            {
                xml.WriteStartElement("Part");
                xml.WriteElementString("PartNumber", S3Xml.Number(part.Number));
                xml.WriteElementString("LastModified", S3Xml.Time(part.LastModified));
                xml.WriteElementString("ETag", $"\"{part.ETag}\"");
                xml.WriteElementString("Size", S3Xml.Number(part.Size));
                if (part.Checksum is { } sum) xml.WriteElementString("Checksum" + sum.Algorithm, sum.Value);
                xml.WriteEndElement();
            }
        });
    }
}
