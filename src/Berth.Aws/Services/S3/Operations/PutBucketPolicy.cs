using System.Text;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;
using Berth.Storage;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class PutBucketPolicy(S3Rows rows, DiskGuard disk) : IS3Operation
{
    public static string Action => "s3:PutBucketPolicy";

    public IReadOnlyList<AccessDemand>? Demands(S3Request request) => BucketPolicyAccess.Demands(request);

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        disk.Check();
        var policy = Encoding.UTF8.GetString(await request.Body.ReadDocument(checksumIsOfBody: true, cancel));
        if (BucketPolicyRules.Check(policy, request.Bucket) is { } fault) throw S3Errors.MalformedPolicy(fault);
        await rows.ChangeBucket(request.Bucket, bucket => bucket with { Policy = policy }, cancel);
        return S3Answer.NoContent;
    }
}
