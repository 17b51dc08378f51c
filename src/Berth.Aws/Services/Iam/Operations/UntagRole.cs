using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UntagRole(IStore store) : IOperation<UntagRoleRequest, UntagRoleResponse>
{
    public static string Action => "iam:UntagRole";

    public string Resource(UntagRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(UntagRoleRequest request, Caller caller) => [IamDemands.Untag(Action, Resource(request, caller), request.TagKeys)];

    public async Task<UntagRoleResponse> Handle(UntagRoleRequest request, Caller caller, CancellationToken cancel)
    {
        await store.ChangeEntity(HolderKinds.Role, request.RoleName!, role => role with { Tags = IamRules.Without(role.Tags, request.TagKeys) }, cancel);
        return new();
    }
}
