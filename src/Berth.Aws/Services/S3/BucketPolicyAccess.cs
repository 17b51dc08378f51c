using Berth.Domain.Access;

namespace Berth.Aws.Services.S3;

/// <summary>The root of the account can read, replace and delete a bucket's policy whatever it says, so that nobody locks everybody out for ever. Source: Amazon S3 API, PutBucketPolicy.</summary>
internal static class BucketPolicyAccess
{
    /// <returns>Nothing for the root; null, what the operation says, for others.</returns>
    public static IReadOnlyList<AccessDemand>? Demands(S3Request request) => request.Caller.Principal is { UserName: null, RoleArn: null } ? [] : null;
}
