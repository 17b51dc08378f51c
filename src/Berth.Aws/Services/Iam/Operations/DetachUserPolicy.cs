using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DetachUserPolicy(IStore store) : IOperation<DetachUserPolicyRequest, DetachUserPolicyResponse>
{
    public static string Action => "iam:DetachUserPolicy";

    public string Resource(DetachUserPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(DetachUserPolicyRequest request, Caller caller) => [IamDemands.Policy(Action, Resource(request, caller), request.PolicyArn, store.Peek<UserRecord>(HolderKinds.User.Row, request.UserName)?.PermissionsBoundaryArn)];

    public async Task<DetachUserPolicyResponse> Handle(DetachUserPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.Detach(store, HolderKinds.User, request.UserName!, request.PolicyArn!, cancel);
        return new();
    }
}
