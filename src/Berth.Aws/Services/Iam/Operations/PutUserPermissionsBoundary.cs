using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class PutUserPermissionsBoundary(IStore store) : IOperation<PutUserPermissionsBoundaryRequest, PutUserPermissionsBoundaryResponse>
{
    public static string Action => "iam:PutUserPermissionsBoundary";

    public string Resource(PutUserPermissionsBoundaryRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(PutUserPermissionsBoundaryRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), request.PermissionsBoundary)];

    public async Task<PutUserPermissionsBoundaryResponse> Handle(PutUserPermissionsBoundaryRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.SetBoundary(store, HolderKinds.User, request.UserName!, request.PermissionsBoundary!, cancel);
        return new();
    }
}
