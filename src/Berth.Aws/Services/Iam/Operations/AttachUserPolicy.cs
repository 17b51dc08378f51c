using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class AttachUserPolicy(IStore store, Profile profile) : IOperation<AttachUserPolicyRequest, AttachUserPolicyResponse>
{
    public static string Action => "iam:AttachUserPolicy";

    public string Resource(AttachUserPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(AttachUserPolicyRequest request, Caller caller) => [IamDemands.Policy(Action, Resource(request, caller), request.PolicyArn, store.Peek<UserRecord>(HolderKinds.User.Row, request.UserName)?.PermissionsBoundaryArn)];

    public async Task<AttachUserPolicyResponse> Handle(AttachUserPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.Attach(store, HolderKinds.User, request.UserName!, request.PolicyArn!, profile, cancel);
        return new();
    }
}
