namespace Berth.Aws.Services.S3.Operations;

internal sealed class AbortMultipartUpload(UploadRows uploads) : IS3Operation
{
    public static string Action => "s3:AbortMultipartUpload";

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        await uploads.Abort(request, cancel);
        return S3Answer.NoContent;
    }
}
