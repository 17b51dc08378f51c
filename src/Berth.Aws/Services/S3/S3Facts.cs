using Berth.Aws.Dispatch;

namespace Berth.Aws.Services.S3;

/// <summary>What policies ask of buckets and objects: the bucket's policy. Neither has tags here.</summary>
internal sealed class S3Facts(S3Rows rows) : IResourceFacts
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public string Service => "s3";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel) =>
        S3Names.BucketOf(arn) is { } name && await rows.FindBucket(name, cancel) is { } bucket ? new(NoTags, bucket.Policy) : null;
}
