using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DetachGroupPolicy(IStore store) : IOperation<DetachGroupPolicyRequest, DetachGroupPolicyResponse>
{
    public static string Action => "iam:DetachGroupPolicy";

    public string Resource(DetachGroupPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public IReadOnlyList<AccessDemand> Demands(DetachGroupPolicyRequest request, Caller caller) => [IamDemands.Policy(Action, Resource(request, caller), request.PolicyArn, null)];

    public async Task<DetachGroupPolicyResponse> Handle(DetachGroupPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.Detach(store, HolderKinds.Group, request.GroupName!, request.PolicyArn!, cancel);
        return new();
    }
}
