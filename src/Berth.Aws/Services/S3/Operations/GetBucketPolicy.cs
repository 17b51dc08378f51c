using System.Text;
using Berth.Domain.Access;

namespace Berth.Aws.Services.S3.Operations;

internal sealed class GetBucketPolicy : IS3Operation
{
    public static string Action => "s3:GetBucketPolicy";

    public IReadOnlyList<AccessDemand>? Demands(S3Request request) => BucketPolicyAccess.Demands(request);

    public Task<S3Answer> Handle(S3Request request, CancellationToken cancel) =>
        Task.FromResult(new S3Answer { Document = Encoding.UTF8.GetBytes(request.BucketRecord!.Policy ?? throw S3Errors.NoSuchBucketPolicy(request.Bucket)), DocumentType = "application/json" });
}
