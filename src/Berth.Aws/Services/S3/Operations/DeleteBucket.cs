namespace Berth.Aws.Services.S3.Operations;

internal sealed class DeleteBucket(S3Rows rows) : IS3Operation
{
    public static string Action => "s3:DeleteBucket";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        await rows.DeleteBucket(request.Bucket, cancel);
        return S3Answer.NoContent;
    }
}
