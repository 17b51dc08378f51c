using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListGroups(IStore store, PageTokens tokens) : IOperation<ListGroupsRequest, ListGroupsResponse>
{
    public static string Action => "iam:ListGroups";

    public string Resource(ListGroupsRequest request, Caller caller) => caller.Scope.IamArn("group" + (request.PathPrefix ?? "/"));

    public async Task<ListGroupsResponse> Handle(ListGroupsRequest request, Caller caller, CancellationToken cancel)
    {
        var groups = (await store.FindAll<GroupRecord>(HolderKinds.Group.Row, cancel: cancel)).Where(g => g.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal));
        var page = tokens.Cut(groups, g => g.Name, $"{Action} {request.PathPrefix}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Groups = [.. page.Items.Select(IamMapping.ToWire)], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
