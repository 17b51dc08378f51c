using Berth.Aws.Services.Iam.Operations;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>How many of everything an account has, beside what it may have. Source: IAM API, GetAccountSummary.</summary>
internal sealed class AccountSummary(IStore store, Profile profile)
{
    public async Task<IReadOnlyDictionary<string, int>> Read(CancellationToken cancel)
    {
        var policies = await store.FindAll<PolicyRecord>(IamNames.PolicyKind, cancel: cancel);
        return new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["Users"] = await Count(IamNames.UserKind, cancel),
            ["UsersQuota"] = profile.Quotas.Users,
            ["Groups"] = await Count(IamNames.GroupKind, cancel),
            ["GroupsQuota"] = profile.Quotas.Groups,
            ["Roles"] = await Count(IamNames.RoleKind, cancel),
            ["RolesQuota"] = profile.Quotas.Roles,
            ["InstanceProfiles"] = await Count(IamNames.InstanceProfileKind, cancel),
            ["InstanceProfilesQuota"] = IamQuotas.InstanceProfiles,
            ["Policies"] = policies.Count,
            ["PoliciesQuota"] = profile.Quotas.CustomerManagedPolicies,
            ["PolicyVersionsInUse"] = policies.Sum(p => p.AllVersions.Count),
            ["VersionsPerPolicyQuota"] = PolicyVersions.VersionsMax,
            ["PolicySizeQuota"] = PolicySizes.ManagedMax,
            ["UserPolicySizeQuota"] = PolicySizes.InlineOfUserMax,
            ["GroupPolicySizeQuota"] = PolicySizes.InlineOfGroupMax,
            ["RolePolicySizeQuota"] = PolicySizes.InlineOfRoleMax,
            ["AssumeRolePolicySizeQuota"] = PolicySizes.TrustMax,
            ["AttachedPoliciesPerUserQuota"] = profile.Quotas.PoliciesAttachedPerRole,
            ["AttachedPoliciesPerGroupQuota"] = profile.Quotas.PoliciesAttachedPerRole,
            ["AttachedPoliciesPerRoleQuota"] = profile.Quotas.PoliciesAttachedPerRole,
            ["GroupsPerUserQuota"] = IamQuotas.GroupsPerUser,
            ["AccessKeysPerUserQuota"] = IamQuotas.AccessKeysPerUser,
            ["AccountAccessKeysPresent"] = 1,
            ["AccountMFAEnabled"] = 0,
            ["MFADevices"] = 0,
            ["MFADevicesInUse"] = 0,
            ["ServerCertificates"] = 0,
            ["Providers"] = 0,
        };
    }

    private async Task<int> Count(string kind, CancellationToken cancel) => (await store.List(kind, cancel: cancel)).Count;
}
