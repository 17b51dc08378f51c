using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Operations;
using Berth.Aws.Services.Iam.Wire;

namespace Berth.Aws.Services.Iam;

internal static class IamService
{
    public static readonly AwsService Instance = new("iam", IamModel.Instance, OperationBinding.Table(
        OperationBinding.Of<AttachRolePolicy, AttachRolePolicyRequest, AttachRolePolicyResponse>(),
        OperationBinding.Of<CreatePolicy, CreatePolicyRequest, CreatePolicyResponse>(),
        OperationBinding.Of<CreateRole, CreateRoleRequest, CreateRoleResponse>(),
        OperationBinding.Of<DeletePolicy, DeletePolicyRequest, DeletePolicyResponse>(),
        OperationBinding.Of<DeleteRole, DeleteRoleRequest, DeleteRoleResponse>(),
        OperationBinding.Of<DeleteRolePolicy, DeleteRolePolicyRequest, DeleteRolePolicyResponse>(),
        OperationBinding.Of<DetachRolePolicy, DetachRolePolicyRequest, DetachRolePolicyResponse>(),
        OperationBinding.Of<GetPolicy, GetPolicyRequest, GetPolicyResponse>(),
        OperationBinding.Of<GetPolicyVersion, GetPolicyVersionRequest, GetPolicyVersionResponse>(),
        OperationBinding.Of<GetRole, GetRoleRequest, GetRoleResponse>(),
        OperationBinding.Of<GetRolePolicy, GetRolePolicyRequest, GetRolePolicyResponse>(),
        OperationBinding.Of<ListAttachedRolePolicies, ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse>(),
        OperationBinding.Of<ListInstanceProfilesForRole, ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse>(),
        OperationBinding.Of<ListPolicies, ListPoliciesRequest, ListPoliciesResponse>(),
        OperationBinding.Of<ListRolePolicies, ListRolePoliciesRequest, ListRolePoliciesResponse>(),
        OperationBinding.Of<ListRoleTags, ListRoleTagsRequest, ListRoleTagsResponse>(),
        OperationBinding.Of<ListRoles, ListRolesRequest, ListRolesResponse>(),
        OperationBinding.Of<PutRolePolicy, PutRolePolicyRequest, PutRolePolicyResponse>(),
        OperationBinding.Of<TagRole, TagRoleRequest, TagRoleResponse>(),
        OperationBinding.Of<UntagRole, UntagRoleRequest, UntagRoleResponse>(),
        OperationBinding.Of<UpdateAssumeRolePolicy, UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse>(),
        OperationBinding.Of<UpdateRole, UpdateRoleRequest, UpdateRoleResponse>()), IamErrors.From);
}
