namespace Berth.Aws.Services.Iam;

/// <summary>What an account may have of IAM's entities, where it is not a quota that can be changed. Source: IAM user guide, IAM and AWS STS quotas.</summary>
internal static class IamQuotas
{
    public const int InstanceProfiles = 1000;
    public const int GroupsPerUser = 10;
    public const int AccessKeysPerUser = 2;
}
