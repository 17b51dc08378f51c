using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class PutUserPolicy(IStore store) : IOperation<PutUserPolicyRequest, PutUserPolicyResponse>
{
    public static string Action => "iam:PutUserPolicy";

    public string Resource(PutUserPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(PutUserPolicyRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), store.Peek<UserRecord>(HolderKinds.User.Row, request.UserName)?.PermissionsBoundaryArn)];

    public async Task<PutUserPolicyResponse> Handle(PutUserPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.PutInline(store, HolderKinds.User, request.UserName!, request.PolicyName!, request.PolicyDocument!, cancel);
        return new();
    }
}
