using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>A group and who belongs to it.</summary>
internal sealed class GetGroup(IStore store, PageTokens tokens) : IOperation<GetGroupRequest, GetGroupResponse>
{
    public static string Action => "iam:GetGroup";

    public string Resource(GetGroupRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<GetGroupResponse> Handle(GetGroupRequest request, Caller caller, CancellationToken cancel)
    {
        var group = await store.GetEntity(HolderKinds.Group, request.GroupName!, cancel);
        var members = (await store.FindAll<UserRecord>(IamNames.UserKind, cancel: cancel)).Where(u => u.GroupNames.Contains(group.Name, StringComparer.Ordinal));
        var page = tokens.Cut(members, u => u.Name, $"{Action} {group.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Group = IamMapping.ToWire(group), Users = [.. page.Items.Select(IamMapping.ToListed)], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
