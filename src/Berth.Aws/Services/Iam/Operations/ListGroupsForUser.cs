using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListGroupsForUser(IStore store, PageTokens tokens) : IOperation<ListGroupsForUserRequest, ListGroupsForUserResponse>
{
    public static string Action => "iam:ListGroupsForUser";

    public string Resource(ListGroupsForUserRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public async Task<ListGroupsForUserResponse> Handle(ListGroupsForUserRequest request, Caller caller, CancellationToken cancel)
    {
        var user = await store.GetEntity(HolderKinds.User, request.UserName!, cancel);
        var groups = new List<GroupRecord>();
        foreach (var name in user.GroupNames)
            if (await store.Find<GroupRecord>(IamNames.GroupKind, name, cancel) is { } group) groups.Add(group.Record);
        var page = tokens.Cut(groups.OrderBy(g => g.Name, StringComparer.Ordinal), g => g.Name, $"{Action} {user.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Groups = [.. page.Items.Select(IamMapping.ToWire)], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
