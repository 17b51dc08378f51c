using Berth.Aws.Services.S3.Operations;

namespace Berth.Aws.Services.S3;

/// <summary>The operations of S3 that Berth does; every other one is refused by name.</summary>
internal static class S3Service
{
    public static readonly IReadOnlyDictionary<string, S3Binding> Operations = new[]
    {
        S3Binding.Of<AbortMultipartUpload>(),
        S3Binding.Of<CompleteMultipartUpload>(),
        S3Binding.Of<CopyObject>(),
        S3Binding.Of<CreateBucket>(),
        S3Binding.Of<CreateMultipartUpload>(),
        S3Binding.Of<DeleteBucket>(),
        S3Binding.Of<DeleteBucketPolicy>(),
        S3Binding.Of<DeleteObject>(),
        S3Binding.Of<DeleteObjects>(),
        S3Binding.Of<GetBucketLocation>(),
        S3Binding.Of<GetBucketPolicy>(),
        S3Binding.Of<GetObject>(),
        S3Binding.Of<HeadBucket>(),
        S3Binding.Of<HeadObject>(),
        S3Binding.Of<ListBuckets>(),
        S3Binding.Of<ListMultipartUploads>(),
        S3Binding.Of<ListObjects>(),
        S3Binding.Of<ListObjectsV2>(),
        S3Binding.Of<ListParts>(),
        S3Binding.Of<PutBucketPolicy>(),
        S3Binding.Of<PutObject>(),
        S3Binding.Of<UploadPart>(),
        S3Binding.Of<UploadPartCopy>(),
    }.ToDictionary(b => b.Name, StringComparer.Ordinal);
}
