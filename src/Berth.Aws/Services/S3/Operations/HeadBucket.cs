namespace Berth.Aws.Services.S3.Operations;

internal sealed class HeadBucket : IS3Operation
{
    public static string Action => "s3:ListBucket";

    public Task<S3Answer> Handle(S3Request request, CancellationToken cancel) => Task.FromResult(new S3Answer
    {
        Headers = [new("x-amz-bucket-region", request.Caller.Scope.Region), new("x-amz-access-point-alias", "false"), new("x-amz-bucket-arn", S3Names.BucketArn(request.Bucket))],
    });
}
