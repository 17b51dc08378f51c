using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Kernel;
using Berth.Domain.ObjectStorage;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Creates a bucket in the region of the installation, which a request must name unless it is us-east-1.</summary>
internal sealed class CreateBucket(S3Rows rows, BerthInstance berth, DiskGuard disk, QuotaBook quotas, TimeProvider clock) : IS3Operation
{
    private const string RegionWithoutConstraint = "us-east-1";

    public static string Action => "s3:CreateBucket";

    public static bool NeedsBucket => false;

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        disk.Check();
        var name = request.Bucket;
        if (!BucketNames.IsValid(name)) throw S3Errors.InvalidBucketName(name);
        CheckLocation(await request.Body.ReadDocument(checksumIsOfBody: true, cancel));
        if (name == LayerLinks.BucketName(berth.Scope.Region)) throw S3Errors.BucketAlreadyExists(name);
        if (await rows.FindBucket(name, cancel) is null && (await rows.Buckets(cancel)).Count >= quotas.Current.Buckets) throw S3Errors.TooManyBuckets();
        if (!await rows.AddBucket(new() { Name = name, CreatedAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()) }, cancel) && berth.Scope.Region != RegionWithoutConstraint)
            throw S3Errors.BucketAlreadyOwnedByYou(name);
        return new() { Headers = [new("Location", "/" + name), new("x-amz-bucket-arn", S3Names.BucketArn(name))] };
    }

    private void CheckLocation(byte[] body)
    {
        string? constraint = null;
        if (body.Length > 0)
        {
            var configuration = S3Xml.Read(body, "CreateBucketConfiguration");
            S3Xml.Only(configuration, "LocationConstraint");
            constraint = configuration.Element("LocationConstraint")?.Value is { Length: > 0 } named ? named : null;
        }

        var region = berth.Scope.Region;
        if (region == RegionWithoutConstraint && constraint == region) throw S3Errors.InvalidLocation(constraint);
        if (region != RegionWithoutConstraint ? constraint != region : constraint is not null) throw S3Errors.IllegalLocation(constraint);
    }
}
