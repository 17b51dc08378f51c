using System.Xml;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;
using Berth.Storage;

namespace Berth.Aws.Services.S3;

/// <summary>What both listings of a bucket share.</summary>
internal sealed class ObjectLister(IStore store)
{
    private const int PageMax = 1000;

    public static ListingAsk Ask(S3Request request) =>
        new(request.Parameter("prefix") ?? "", request.Parameter("delimiter") ?? "", null, request.Number("max-keys", PageMax, 0, PageMax));

    /// <summary>ListBucket with the keys by which policies keep listings to a part of a bucket.</summary>
    public static AccessDemand Demand(S3Request request)
    {
        var keys = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, key) in ((string, string)[])[("prefix", "s3:prefix"), ("delimiter", "s3:delimiter"), ("max-keys", "s3:max-keys")])
            if (request.Parameter(name) is { } value) keys[key] = [value];
        return new("s3:ListBucket", S3Names.BucketArn(request.Bucket)) { Keys = keys };
    }

    /// <returns>The page, and the records of its keys.</returns>
    public async Task<(ListingState Page, IReadOnlyDictionary<string, ObjectRecord> Records)> List(string bucket, ListingAsk ask, CancellationToken cancel)
    {
        var records = new Dictionary<string, ObjectRecord>(StringComparer.Ordinal);
        var rowsMax = ask.ItemsMax + 1;
        var state = ObjectListing.Begin(ask);
        while (!state.IsDone)
        {
            var rows = await store.List(S3Names.ObjectKind, S3Names.ObjectId(bucket, ask.Prefix), state.After is null ? null : S3Names.ObjectId(bucket, state.After), rowsMax, cancel);
            var keys = rows.Select(r => r.Id[(bucket.Length + 1)..]).ToList();
            var from = state.Items.Count;
            state = ObjectListing.Step(ask, state, keys, rows.Count == rowsMax);
            var shown = state.Items.Skip(from).Where(i => !i.IsPrefix).Select(i => i.Text).ToHashSet(StringComparer.Ordinal);
            foreach (var row in rows.Where(r => shown.Contains(r.Id[(bucket.Length + 1)..]))) records[row.Id[(bucket.Length + 1)..]] = RowJson.Read<ObjectRecord>(row);
        }

        return (state, records);
    }

    /// <param name="owner">Canonical id; null to leave owners out.</param>
    public static void Write(XmlWriter xml, ListingState page, IReadOnlyDictionary<string, ObjectRecord> records, bool encoded, string? owner)
    {
        foreach (var item in page.Items.Where(i => !i.IsPrefix))
        {
            var record = records[item.Text];
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", S3Xml.Key(record.Key, encoded));
            xml.WriteElementString("LastModified", S3Xml.Time(record.LastModified));
            xml.WriteElementString("ETag", $"\"{record.ETag}\"");
            if (record.Checksum is { } sum)
            {
                xml.WriteElementString("ChecksumAlgorithm", sum.Algorithm);
                xml.WriteElementString("ChecksumType", sum.Type);
            }

            xml.WriteElementString("Size", S3Xml.Number(record.Size));
            if (owner is not null) S3Xml.Owner(xml, "Owner", owner);
            xml.WriteElementString("StorageClass", "STANDARD");
            xml.WriteEndElement();
        }

        WritePrefixes(xml, page, encoded);
    }

    public static void WritePrefixes(XmlWriter xml, ListingState page, bool encoded)
    {
        foreach (var item in page.Items.Where(i => i.IsPrefix))
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", S3Xml.Key(item.Text, encoded));
            xml.WriteEndElement();
        }
    }
}
