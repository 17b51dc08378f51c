using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListRoles(IStore store, PageTokens tokens) : IOperation<ListRolesRequest, ListRolesResponse>
{
    public static string Action => "iam:ListRoles";

    public string Resource(ListRolesRequest request, Caller caller) => caller.Scope.IamArn("role" + (request.PathPrefix ?? "/"));

    public async Task<ListRolesResponse> Handle(ListRolesRequest request, Caller caller, CancellationToken cancel)
    {
        var roles = (await store.FindAll<RoleRecord>(HolderKinds.Role.Row, cancel: cancel)).Where(r => r.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal));
        var page = tokens.Cut(roles, r => r.Name, $"{Action} {request.PathPrefix}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Roles = [.. page.Items.Select(IamMapping.ToListed)], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
