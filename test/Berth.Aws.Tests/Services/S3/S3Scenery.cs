using System.Security.Cryptography;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.S3;

/// <summary>A bucket of one test's own.</summary>
internal sealed class S3Scenery(AwsFront berth)
{
    public S3Client Root { get; } = new(berth.Endpoint, new(berth.Keys.RootAccessKeyId, berth.Keys.RootSecretAccessKey, null));

    public string Bucket { get; } = "bucket-" + Guid.NewGuid().ToString("N")[..12];

    public static string Location => "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>ap-northeast-1</LocationConstraint></CreateBucketConfiguration>";

    public async Task<S3Scenery> Created()
    {
        (await Root.Send("PUT", "/" + Bucket, Location)).Expect(200);
        return this;
    }

    public async Task<S3Reply> Put(string key, string text) => (await Root.Send("PUT", $"/{Bucket}/{key}", text)).Expect(200);

    /// <summary>Keys and, in brackets, common prefixes of a listing.</summary>
    public static string Items(S3Reply listing) => string.Join(' ', [
        .. listing.Expect(200).Xml.Elements("Contents").Select(c => c.Element("Key")!.Value), .. listing.Xml.Elements("CommonPrefixes").Select(c => $"[{c.Element("Prefix")!.Value}]")]);

#pragma warning disable CA5351 // S3's entity tags are MD5; they name, and protect nothing.
    public static byte[] Md5(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    /// <summary>Files with bytes of objects and parts.</summary>
    public int Files() => Directory.Exists(FilesFolder) ? Directory.GetFiles(FilesFolder, "*", SearchOption.AllDirectories).Length : 0;

    public string FilesFolder => Path.Combine(berth.DataDirectory, "s3", "objects");
}
