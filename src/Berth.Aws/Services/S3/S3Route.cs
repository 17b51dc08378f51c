using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.S3;

/// <summary>Which operation a request means: method, bucket or key or neither, and the sub-resource in the query. It names those of S3 that Berth does not do too, so that a refusal can.</summary>
internal static class S3Route
{
    private static readonly Dictionary<string, string> OfBucket = new(StringComparer.Ordinal)
    {
        ["abac"] = "BucketAbac",
        ["accelerate"] = "BucketAccelerateConfiguration",
        ["acl"] = "BucketAcl",
        ["analytics"] = "BucketAnalyticsConfiguration",
        ["cors"] = "BucketCors",
        ["encryption"] = "BucketEncryption",
        ["intelligent-tiering"] = "BucketIntelligentTieringConfiguration",
        ["inventory"] = "BucketInventoryConfiguration",
        ["lifecycle"] = "BucketLifecycleConfiguration",
        ["location"] = "BucketLocation",
        ["logging"] = "BucketLogging",
        ["metadataConfiguration"] = "BucketMetadataConfiguration",
        ["metadataTable"] = "BucketMetadataTableConfiguration",
        ["metrics"] = "BucketMetricsConfiguration",
        ["notification"] = "BucketNotificationConfiguration",
        ["object-lock"] = "ObjectLockConfiguration",
        ["ownershipControls"] = "BucketOwnershipControls",
        ["policy"] = "BucketPolicy",
        ["policyStatus"] = "BucketPolicyStatus",
        ["publicAccessBlock"] = "PublicAccessBlock",
        ["replication"] = "BucketReplication",
        ["requestPayment"] = "BucketRequestPayment",
        ["tagging"] = "BucketTagging",
        ["versioning"] = "BucketVersioning",
        ["website"] = "BucketWebsite",
    };

    private static readonly Dictionary<string, string> OfObject = new(StringComparer.Ordinal)
    {
        ["acl"] = "ObjectAcl",
        ["attributes"] = "ObjectAttributes",
        ["encryption"] = "ObjectEncryption",
        ["legal-hold"] = "ObjectLegalHold",
        ["retention"] = "ObjectRetention",
        ["tagging"] = "ObjectTagging",
        ["torrent"] = "ObjectTorrent",
    };

    /// <exception cref="AwsException">MethodNotAllowed: S3 has no such operation.</exception>
    public static string Of(HttpRequest request, S3Address address)
    {
        bool Has(string name) => request.Query.Keys.Contains(name, StringComparer.Ordinal);
        string? Noun(Dictionary<string, string> nouns) => request.Query.Keys.Select(nouns.GetValueOrDefault).FirstOrDefault(n => n is not null);
        var verb = request.Method switch { "GET" => "Get", "PUT" => "Put", "DELETE" => "Delete", _ => null };
        if (address.Bucket.Length == 0) return request.Method == "GET" ? "ListBuckets" : throw S3Errors.MethodNotAllowed(request.Method);
        if (address.Key.Length == 0)
        {
            if (verb is not null && Noun(OfBucket) is { } noun) return verb + noun;
            return request.Method switch
            {
                "GET" when Has("versions") => "ListObjectVersions",
                "GET" when Has("uploads") => "ListMultipartUploads",
                "GET" when Has("session") => "CreateSession",
                "GET" when request.Query["list-type"] == "2" => "ListObjectsV2",
                "GET" => "ListObjects",
                "HEAD" => "HeadBucket",
                "PUT" => "CreateBucket",
                "DELETE" => "DeleteBucket",
                "POST" when Has("delete") => "DeleteObjects",
                "POST" => "PostObject",
                _ => throw S3Errors.MethodNotAllowed(request.Method),
            };
        }

        if (verb is not null && Noun(OfObject) is { } part) return verb + part;
        var copies = request.Headers.ContainsKey("x-amz-copy-source");
        return request.Method switch
        {
            "GET" when Has("uploadId") => "ListParts",
            "GET" => "GetObject",
            "HEAD" => "HeadObject",
            "PUT" when Has("uploadId") || Has("partNumber") => copies ? "UploadPartCopy" : "UploadPart",
            "PUT" when Has("renameObject") => "RenameObject",
            "PUT" => copies ? "CopyObject" : "PutObject",
            "DELETE" when Has("uploadId") => "AbortMultipartUpload",
            "DELETE" => "DeleteObject",
            "POST" when Has("uploads") => "CreateMultipartUpload",
            "POST" when Has("uploadId") => "CompleteMultipartUpload",
            "POST" when Has("restore") => "RestoreObject",
            "POST" when Has("select") => "SelectObjectContent",
            _ => throw S3Errors.MethodNotAllowed(request.Method),
        };
    }
}
