using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Berth has no instance profiles; the role must exist all the same.</summary>
internal sealed class ListInstanceProfilesForRole(IStore store) : IOperation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse>
{
    public static string Action => "iam:ListInstanceProfilesForRole";

    public string Resource(ListInstanceProfilesForRoleRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<ListInstanceProfilesForRoleResponse> Handle(ListInstanceProfilesForRoleRequest request, Caller caller, CancellationToken cancel)
    {
        await new RoleRows(store).Get(request.RoleName!, cancel);
        return new() { InstanceProfiles = [], IsTruncated = false };
    }
}
