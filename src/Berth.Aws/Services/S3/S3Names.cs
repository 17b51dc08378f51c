using System.Security.Cryptography;
using System.Text;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.S3;

/// <summary>Names of buckets, objects and rows. ARNs of S3 have neither region nor account.</summary>
internal static class S3Names
{
    public const string BucketKind = "s3-bucket";
    public const string ObjectKind = "s3-object";
    public const string UploadKind = "s3-upload";
    public const string PartKind = "s3-part";

    private const string ArnPrefix = "arn:" + AwsScope.Partition + ":s3:::";

    public static string BucketArn(string bucket) => ArnPrefix + bucket;

    public static string ObjectArn(string bucket, string key) => $"{ArnPrefix}{bucket}/{key}";

    /// <returns>The bucket of a bucket's or an object's ARN; null for another ARN.</returns>
    public static string? BucketOf(string arn) => arn.StartsWith(ArnPrefix, StringComparison.Ordinal) ? arn[ArnPrefix.Length..].Split('/')[0] : null;

    public static string ObjectId(string bucket, string key) => $"{bucket}/{key}";

    public static string UploadRowId(string bucket, string uploadId) => $"{bucket}/{uploadId}";

    /// <summary>Numbers have five digits, so that rows are in the order of their numbers.</summary>
    public static string PartId(string uploadId, int number) => $"{uploadId}/{number:D5}";

    /// <summary>The canonical id of an account, by which S3 names owners: 64 hexadecimal digits that follow from the account.</summary>
    public static string CanonicalId(AwsScope scope) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("canonical-user/" + scope.AccountId)));
}
