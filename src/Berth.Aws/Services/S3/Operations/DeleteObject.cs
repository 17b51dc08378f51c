namespace Berth.Aws.Services.S3.Operations;

internal sealed class DeleteObject(S3Rows rows) : IS3Operation
{
    public static string Action => "s3:DeleteObject";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        await rows.DeleteObject(request.Bucket, request.Key, request.Conditions(), cancel);
        return S3Answer.NoContent;
    }
}
