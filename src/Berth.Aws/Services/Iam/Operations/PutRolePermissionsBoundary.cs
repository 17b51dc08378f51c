using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class PutRolePermissionsBoundary(IStore store) : IOperation<PutRolePermissionsBoundaryRequest, PutRolePermissionsBoundaryResponse>
{
    public static string Action => "iam:PutRolePermissionsBoundary";

    public string Resource(PutRolePermissionsBoundaryRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(PutRolePermissionsBoundaryRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), request.PermissionsBoundary)];

    public async Task<PutRolePermissionsBoundaryResponse> Handle(PutRolePermissionsBoundaryRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.SetBoundary(store, HolderKinds.Role, request.RoleName!, request.PermissionsBoundary!, cancel);
        return new();
    }
}
