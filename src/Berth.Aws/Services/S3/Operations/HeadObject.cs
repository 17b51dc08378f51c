namespace Berth.Aws.Services.S3.Operations;

/// <summary>GetObject without the bytes, and with its permission.</summary>
internal sealed class HeadObject(ObjectReader reader) : IS3Operation
{
    public static string Action => "s3:GetObject";

    public Task<S3Answer> Handle(S3Request request, CancellationToken cancel) => reader.Answer(request, withContent: false, cancel);
}
