using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UpdateRole(IStore store) : IOperation<UpdateRoleRequest, UpdateRoleResponse>
{
    public static string Action => "iam:UpdateRole";

    public string Resource(UpdateRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<UpdateRoleResponse> Handle(UpdateRoleRequest request, Caller caller, CancellationToken cancel)
    {
        await store.ChangeEntity(
            HolderKinds.Role, request.RoleName!, role => role with { Description = request.Description ?? role.Description, MaxSessionDurationSeconds = request.MaxSessionDuration ?? role.MaxSessionDurationSeconds }, cancel);
        return new();
    }
}
