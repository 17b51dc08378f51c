using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Attaching twice is attaching once, as on IAM.</summary>
internal sealed class AttachRolePolicy(IStore store, Profile profile) : IOperation<AttachRolePolicyRequest, AttachRolePolicyResponse>
{
    public static string Action => "iam:AttachRolePolicy";

    public string Resource(AttachRolePolicyRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<AttachRolePolicyResponse> Handle(AttachRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var policy = await new PolicyRows(store).Get(request.PolicyArn!, cancel);
        var quota = profile.Quotas.PoliciesAttachedPerRole;
        await new RoleRows(store).Change(request.RoleName!, role =>
        {
            if (role.AttachedPolicyArns.Contains(policy.Arn, StringComparer.Ordinal)) return role;
            if (role.AttachedPolicyArns.Count >= quota) throw IamErrors.LimitExceeded($"Cannot exceed quota for PoliciesPerRole: {quota}");
            return role with { AttachedPolicyArns = [.. role.AttachedPolicyArns, policy.Arn] };
        }, cancel);
        return new();
    }
}
