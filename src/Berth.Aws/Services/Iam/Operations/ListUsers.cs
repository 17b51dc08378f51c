using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListUsers(IStore store, PageTokens tokens) : IOperation<ListUsersRequest, ListUsersResponse>
{
    public static string Action => "iam:ListUsers";

    public string Resource(ListUsersRequest request, Caller caller) => caller.Scope.IamArn("user" + (request.PathPrefix ?? "/"));

    public async Task<ListUsersResponse> Handle(ListUsersRequest request, Caller caller, CancellationToken cancel)
    {
        var users = (await store.FindAll<UserRecord>(HolderKinds.User.Row, cancel: cancel)).Where(u => u.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal));
        var page = tokens.Cut(users, u => u.Name, $"{Action} {request.PathPrefix}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Users = [.. page.Items.Select(IamMapping.ToListed)], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
