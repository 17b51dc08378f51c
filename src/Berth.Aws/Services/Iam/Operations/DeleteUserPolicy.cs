using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteUserPolicy(IStore store) : IOperation<DeleteUserPolicyRequest, DeleteUserPolicyResponse>
{
    public static string Action => "iam:DeleteUserPolicy";

    public string Resource(DeleteUserPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(DeleteUserPolicyRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), store.Peek<UserRecord>(HolderKinds.User.Row, request.UserName)?.PermissionsBoundaryArn)];

    public async Task<DeleteUserPolicyResponse> Handle(DeleteUserPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.DeleteInline(store, HolderKinds.User, request.UserName!, request.PolicyName!, cancel);
        return new();
    }
}
