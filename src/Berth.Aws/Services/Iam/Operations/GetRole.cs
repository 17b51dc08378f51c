using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetRole(IStore store) : IOperation<GetRoleRequest, GetRoleResponse>
{
    public static string Action => "iam:GetRole";

    public string Resource(GetRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<GetRoleResponse> Handle(GetRoleRequest request, Caller caller, CancellationToken cancel)
    {
        return new() { Role = IamMapping.ToWire(await store.GetEntity(HolderKinds.Role, request.RoleName!, cancel)) };
    }
}
