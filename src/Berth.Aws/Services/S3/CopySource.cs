using Berth.Aws.Services.S3.Files;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3;

/// <summary>What CopyObject and UploadPartCopy share: the object that is copied, as headers name it.</summary>
internal sealed class CopySource(S3Rows rows, ObjectReader reader)
{
    /// <summary>Writing here and reading there. A source that cannot be read as one is Handle's to refuse.</summary>
    public static IReadOnlyList<AccessDemand> Demands(S3Request request)
    {
        var put = new AccessDemand("s3:PutObject", request.Arn);
        try
        {
            var source = Address(request);
            return [put, new("s3:GetObject", S3Names.ObjectArn(source.Bucket, source.Key))];
        }
        catch (AwsException)
        {
            return [put];
        }
    }

    /// <exception cref="AwsException">InvalidArgument, NotImplemented.</exception>
    public static S3Address Address(S3Request request) => S3Address.ReadSource(request.Header("x-amz-copy-source") ?? "");

    /// <summary>Finds the source and holds its bytes, for who disposes of them.</summary>
    /// <exception cref="AwsException">NoSuchBucket, NoSuchKey, AccessDenied, PreconditionFailed.</exception>
    public async Task<(ObjectRecord Found, ObjectContent Content)> Open(S3Request request, CancellationToken cancel)
    {
        var source = Address(request);
        if (await rows.FindBucket(source.Bucket, cancel) is null) throw S3Errors.NoSuchBucket(source.Bucket);
        var (found, content) = await reader.Open(request, source.Bucket, source.Key, cancel);
        if (request.Conditions("x-amz-copy-source-").Judge(found.ETag, found.LastModified) is ConditionVerdict.Met) return (found, content);
        content.Dispose();
        throw S3Errors.PreconditionFailed("x-amz-copy-source-If-*");
    }
}
