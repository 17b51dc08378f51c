using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListInstanceProfiles(IStore store, PageTokens tokens) : IOperation<ListInstanceProfilesRequest, ListInstanceProfilesResponse>
{
    public static string Action => "iam:ListInstanceProfiles";

    public string Resource(ListInstanceProfilesRequest request, Caller caller) => caller.Scope.IamArn("instance-profile" + (request.PathPrefix ?? "/"));

    public async Task<ListInstanceProfilesResponse> Handle(ListInstanceProfilesRequest request, Caller caller, CancellationToken cancel)
    {
        var profiles = (await store.FindAll<InstanceProfileRecord>(IamNames.InstanceProfileKind, cancel: cancel)).Where(p => p.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal));
        var page = tokens.Cut(profiles, p => p.Name, $"{Action} {request.PathPrefix}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        var roles = await store.FindAll<RoleRecord>(IamNames.RoleKind, cancel: cancel);
        return new() { InstanceProfiles = [.. page.Items.Select(p => IamMapping.ToWire(p, roles) with { Tags = null })], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
