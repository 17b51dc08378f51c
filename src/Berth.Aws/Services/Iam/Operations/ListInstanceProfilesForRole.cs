using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListInstanceProfilesForRole(IStore store, PageTokens tokens) : IOperation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse>
{
    public static string Action => "iam:ListInstanceProfilesForRole";

    public string Resource(ListInstanceProfilesForRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<ListInstanceProfilesForRoleResponse> Handle(ListInstanceProfilesForRoleRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await store.GetEntity(HolderKinds.Role, request.RoleName!, cancel);
        var profiles = (await store.FindAll<InstanceProfileRecord>(IamNames.InstanceProfileKind, cancel: cancel)).Where(p => p.RoleNames.Contains(role.Name, StringComparer.Ordinal));
        var page = tokens.Cut(profiles, p => p.Name, $"{Action} {role.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { InstanceProfiles = [.. page.Items.Select(p => IamMapping.ToWire(p, [role]))], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
