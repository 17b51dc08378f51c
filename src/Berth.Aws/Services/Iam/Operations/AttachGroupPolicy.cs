using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class AttachGroupPolicy(IStore store, Profile profile) : IOperation<AttachGroupPolicyRequest, AttachGroupPolicyResponse>
{
    public static string Action => "iam:AttachGroupPolicy";

    public string Resource(AttachGroupPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public IReadOnlyList<AccessDemand> Demands(AttachGroupPolicyRequest request, Caller caller) => [IamDemands.Policy(Action, Resource(request, caller), request.PolicyArn, null)];

    public async Task<AttachGroupPolicyResponse> Handle(AttachGroupPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.Attach(store, HolderKinds.Group, request.GroupName!, request.PolicyArn!, profile, cancel);
        return new();
    }
}
