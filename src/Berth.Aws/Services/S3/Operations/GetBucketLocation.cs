namespace Berth.Aws.Services.S3.Operations;

/// <summary>us-east-1 is said by saying nothing.</summary>
internal sealed class GetBucketLocation : IS3Operation
{
    public static string Action => "s3:GetBucketLocation";

    public Task<S3Answer> Handle(S3Request request, CancellationToken cancel) =>
        Task.FromResult(S3Answer.Xml("LocationConstraint", xml => xml.WriteString(request.Caller.Scope.Region == "us-east-1" ? "" : request.Caller.Scope.Region)));
}
