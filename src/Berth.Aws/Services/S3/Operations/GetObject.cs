namespace Berth.Aws.Services.S3.Operations;

internal sealed class GetObject(ObjectReader reader) : IS3Operation
{
    public static string Action => "s3:GetObject";

    public Task<S3Answer> Handle(S3Request request, CancellationToken cancel) => reader.Answer(request, withContent: true, cancel);
}
