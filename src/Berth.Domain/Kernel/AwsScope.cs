namespace Berth.Domain.Kernel;

/// <summary>Where a resource lives. Every ARN is made from one of these.</summary>
public sealed record AwsScope(string Region, string AccountId)
{
    public const string Partition = "aws";

    public static readonly AwsScope Default = new("ap-northeast-1", "123456789012");

    /// <param name="resource">What follows the account: <c>cluster/default</c>.</param>
    public string Arn(string service, string resource) => $"arn:{Partition}:{service}:{Region}:{AccountId}:{resource}";

    /// <summary>IAM is global: its ARNs have no region.</summary>
    public string IamArn(string resource) => $"arn:{Partition}:iam::{AccountId}:{resource}";
}
