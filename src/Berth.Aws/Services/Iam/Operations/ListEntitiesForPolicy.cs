using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListEntitiesForPolicy(IStore store, PageTokens tokens) : IOperation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse>
{
    public static string Action => "iam:ListEntitiesForPolicy";

    public string Resource(ListEntitiesForPolicyRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<ListEntitiesForPolicyResponse> Handle(ListEntitiesForPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var policy = await new PolicyRows(store).Get(request.PolicyArn!, cancel);
        var entities = new List<PolicyHolder>();
        if (request.EntityFilter is null or "Group") entities.AddRange(await store.FindAll<GroupRecord>(IamNames.GroupKind, cancel: cancel));
        if (request.EntityFilter is null or "Role") entities.AddRange(await store.FindAll<RoleRecord>(IamNames.RoleKind, cancel: cancel));
        if (request.EntityFilter is null or "User") entities.AddRange(await store.FindAll<UserRecord>(IamNames.UserKind, cancel: cancel));
        if (request.EntityFilter is "LocalManagedPolicy" or "AWSManagedPolicy") throw IamErrors.InvalidInput($"EntityFilter {request.EntityFilter} names no entities that a policy is attached to.");
        var found = entities.Where(e => e.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal) && Uses(e, policy.Arn, request.PolicyUsageFilter)).OrderBy(e => e.Arn, StringComparer.Ordinal);
        var page = tokens.Cut(
            found, e => e.Arn, $"{Action} {policy.Arn} {request.EntityFilter} {request.PathPrefix} {request.PolicyUsageFilter}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new()
        {
            PolicyGroups = [.. page.Items.OfType<GroupRecord>().Select(g => new PolicyGroupShape { GroupName = g.Name, GroupId = g.GroupId })],
            PolicyRoles = [.. page.Items.OfType<RoleRecord>().Select(r => new PolicyRoleShape { RoleName = r.Name, RoleId = r.RoleId })],
            PolicyUsers = [.. page.Items.OfType<UserRecord>().Select(u => new PolicyUserShape { UserName = u.Name, UserId = u.UserId })],
            IsTruncated = page.NextToken is not null,
            Marker = page.NextToken,
        };
    }

    private static bool Uses(PolicyHolder entity, string policyArn, string? usage)
    {
        var attached = entity.AttachedPolicyArns.Contains(policyArn, StringComparer.Ordinal);
        var bounds = entity is PrincipalHolder principal && principal.PermissionsBoundaryArn == policyArn;
        return usage switch
        {
            "PermissionsPolicy" => attached,
            "PermissionsBoundary" => bounds,
            _ => attached || bounds,
        };
    }
}
