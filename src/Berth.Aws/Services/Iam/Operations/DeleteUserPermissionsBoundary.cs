using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteUserPermissionsBoundary(IStore store) : IOperation<DeleteUserPermissionsBoundaryRequest, DeleteUserPermissionsBoundaryResponse>
{
    public static string Action => "iam:DeleteUserPermissionsBoundary";

    public string Resource(DeleteUserPermissionsBoundaryRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(DeleteUserPermissionsBoundaryRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), store.Peek<UserRecord>(HolderKinds.User.Row, request.UserName)?.PermissionsBoundaryArn)];

    public async Task<DeleteUserPermissionsBoundaryResponse> Handle(DeleteUserPermissionsBoundaryRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.DropBoundary(store, HolderKinds.User, request.UserName!, cancel);
        return new();
    }
}
