using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UntagRole(IStore store) : IOperation<UntagRoleRequest, UntagRoleResponse>
{
    public static string Action => "iam:UntagRole";

    public string Resource(UntagRoleRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<UntagRoleResponse> Handle(UntagRoleRequest request, Caller caller, CancellationToken cancel)
    {
        await new RoleRows(store).Change(
            request.RoleName!, role => role with { Tags = role.Tags.Where(t => request.TagKeys?.Contains(t.Key, StringComparer.Ordinal) != true).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal) }, cancel);
        return new();
    }
}
