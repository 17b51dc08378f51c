using Berth.Domain.Access;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class DeleteBucketPolicy(S3Rows rows) : IS3Operation
{
    public static string Action => "s3:DeleteBucketPolicy";

    public IReadOnlyList<AccessDemand>? Demands(S3Request request) => BucketPolicyAccess.Demands(request);

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        await rows.ChangeBucket(request.Bucket, bucket => bucket with { Policy = null }, cancel);
        return S3Answer.NoContent;
    }
}
