using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UpdateRoleDescription(IStore store) : IOperation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse>
{
    public static string Action => "iam:UpdateRoleDescription";

    public string Resource(UpdateRoleDescriptionRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<UpdateRoleDescriptionResponse> Handle(UpdateRoleDescriptionRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await store.ChangeEntity(HolderKinds.Role, request.RoleName!, role => role with { Description = request.Description }, cancel);
        return new() { Role = IamMapping.ToWire(role!) };
    }
}
