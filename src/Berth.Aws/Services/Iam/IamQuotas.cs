namespace Berth.Aws.Services.Iam;

/// <summary>What an account may have of IAM's entities. Source: IAM user guide, IAM and AWS STS quotas.</summary>
internal static class IamQuotas
{
    public const int Users = 5000;
    public const int Groups = 300;
    public const int InstanceProfiles = 1000;
    public const int GroupsPerUser = 10;
    public const int AccessKeysPerUser = 2;
}
