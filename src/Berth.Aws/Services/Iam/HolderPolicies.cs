using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>The policies of roles, users and groups: attached ones and inline ones. IAM treats all three alike.</summary>
internal static class HolderPolicies
{
    /// <summary>Attaching twice is attaching once, as on IAM.</summary>
    public static Task Attach<T>(IStore store, HolderKind<T> kind, string name, string policyArn, Profile profile, CancellationToken cancel)
        where T : PolicyHolder => IamUnit.Run(store, async unit =>
        {
            var policy = await PolicyRows.ForAttaching(unit, policyArn);
            var holder = await unit.Get(kind, name);
            kind.Guard(holder);
            if (AwsManagedPolicies.IsForLinkedRoles(policy.Arn)) throw new AwsException("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.");
            if (holder.AttachedPolicyArns.Contains(policy.Arn, StringComparer.Ordinal)) return;
            var quota = profile.Quotas.PoliciesAttachedPerRole;
            if (holder.AttachedPolicyArns.Count >= quota) throw IamErrors.LimitExceeded($"Cannot exceed quota for {kind.AttachedQuota}: {quota}");
            unit.Put(kind, (T)(holder with { AttachedPolicyArns = [.. holder.AttachedPolicyArns, policy.Arn] }));
            unit.Touch(IamNames.PolicyKind, policy.Arn);
        }, cancel);

    public static async Task Detach<T>(IStore store, HolderKind<T> kind, string name, string policyArn, CancellationToken cancel)
        where T : PolicyHolder
    {
        IamRules.CheckPolicyArn(policyArn);
        await store.ChangeEntity(kind, name, holder => holder.AttachedPolicyArns.Contains(policyArn, StringComparer.Ordinal)
            ? (T)(holder with { AttachedPolicyArns = [.. holder.AttachedPolicyArns.Where(a => a != policyArn)] })
            : throw IamErrors.NoSuchEntity($"Policy {policyArn} was not found."), cancel);
    }

    public static async Task<Page<AttachedPolicyShape>> Attached<T>(
        IStore store, PageTokens tokens, HolderKind<T> kind, string name, string? pathPrefix, string? marker, int? maxItems, CancellationToken cancel)
        where T : PolicyHolder
    {
        var holder = await store.GetEntity(kind, name, cancel);
        var attached = holder.AttachedPolicyArns.Where(a => IamNames.PolicyPathOf(a).StartsWith(pathPrefix ?? "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var page = tokens.Cut(attached, a => a, $"attached {kind.Row} {holder.Name} {pathPrefix}", marker, IamPages.Size(maxItems), IamErrors.InvalidMarker);
        return new([.. page.Items.Select(IamMapping.ToAttached)], page.NextToken);
    }

    public static async Task PutInline<T>(IStore store, HolderKind<T> kind, string name, string policyName, string document, CancellationToken cancel)
        where T : PolicyHolder
    {
        IamRules.CheckName("policyName", policyName);
        IamRules.CheckDocument(document, PolicyUse.Identity);
        await store.ChangeEntity(kind, name, holder =>
        {
            var inline = new Dictionary<string, string>(holder.InlinePolicies, StringComparer.Ordinal) { [policyName] = document };
            return PolicySizes.Of(inline) <= kind.InlineMax
                ? (T)(holder with { InlinePolicies = inline })
                : throw IamErrors.LimitExceeded($"Maximum policy size of {kind.InlineMax} bytes exceeded for {kind.Row} {holder.Name}");
        }, cancel);
    }

    /// <returns>The document, URL-encoded as IAM sends it.</returns>
    public static async Task<string> Inline<T>(IStore store, HolderKind<T> kind, string name, string policyName, CancellationToken cancel)
        where T : PolicyHolder =>
        Uri.EscapeDataString((await store.GetEntity(kind, name, cancel)).InlinePolicies.GetValueOrDefault(policyName) ?? throw kind.NoInline(policyName));

    public static async Task<Page<string>> InlineNames<T>(IStore store, PageTokens tokens, HolderKind<T> kind, string name, string? marker, int? maxItems, CancellationToken cancel)
        where T : PolicyHolder
    {
        var holder = await store.GetEntity(kind, name, cancel);
        return tokens.Cut(holder.InlinePolicies.Keys.Order(StringComparer.Ordinal), n => n, $"inline {kind.Row} {holder.Name}", marker, IamPages.Size(maxItems), IamErrors.InvalidMarker);
    }

    public static Task DeleteInline<T>(IStore store, HolderKind<T> kind, string name, string policyName, CancellationToken cancel)
        where T : PolicyHolder => store.ChangeEntity(kind, name, holder => holder.InlinePolicies.ContainsKey(policyName)
        ? (T)(holder with { InlinePolicies = holder.InlinePolicies.Where(p => p.Key != policyName).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) })
        : throw kind.NoInline(policyName), cancel);

    /// <summary>What must be gone before a holder is deleted.</summary>
    /// <exception cref="AwsException">DeleteConflict.</exception>
    public static void CheckNone(PolicyHolder holder)
    {
        if (holder.AttachedPolicyArns.Count > 0) throw IamErrors.DeleteConflict("Cannot delete entity, must detach all policies first.");
        if (holder.InlinePolicies.Count > 0) throw IamErrors.DeleteConflict("Cannot delete entity, must delete policies first.");
    }

    public static Task SetBoundary<T>(IStore store, HolderKind<T> kind, string name, string policyArn, CancellationToken cancel)
        where T : PrincipalHolder => IamUnit.Run(store, async unit =>
        {
            var principal = await unit.Get(kind, name);
            kind.Guard(principal);
            var policy = await PolicyRows.ForBoundary(unit, policyArn);
            unit.Put(kind, (T)(principal with { PermissionsBoundaryArn = policy.Arn }));
            unit.Touch(IamNames.PolicyKind, policy.Arn);
        }, cancel);

    public static Task DropBoundary<T>(IStore store, HolderKind<T> kind, string name, CancellationToken cancel)
        where T : PrincipalHolder => store.ChangeEntity(kind, name, principal => (T)(principal with { PermissionsBoundaryArn = null }), cancel);
}
