using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>What a demand's resource says itself: its own policy, and its tags. Asked of the resource's service, only where that has policies or somebody's policy names tags.</summary>
internal sealed class ResourceLookup(IEnumerable<IResourceFacts> facts, ResourcePolicyCache compiled, IStore store)
{
    private const string AssumeRole = "sts:AssumeRole";
    private const string Kms = "kms";

    /// <summary>Services whose resources have policies.</summary>
    private static readonly HashSet<string> WithPolicies = new(["ecr", "s3", "secretsmanager", Kms], StringComparer.Ordinal);

    private static readonly FoundResource Nothing = new(null, null, MustAllow: false);

    private readonly Dictionary<string, IResourceFacts> factsOf = facts.ToDictionary(f => f.Service, StringComparer.Ordinal);

    public async ValueTask<FoundResource> Find(AccessDemand demand, CompiledPrincipal? principal, CancellationToken cancel)
    {
        if (!demand.Resource.StartsWith("arn:", StringComparison.Ordinal)) return Nothing;
        var trust = demand.Action == AssumeRole ? await Trust(demand.Resource, cancel) : null;
        var service = RequestFacts.ServiceOf(demand);
        var hasPolicies = WithPolicies.Contains(service);
        if ((!hasPolicies && principal?.UsesResourceTags(service) != true) || !factsOf.TryGetValue(service, out var asked)) return trust is null ? Nothing : new(null, trust, MustAllow: true);
        var found = await asked.Find(demand.Resource, cancel);
        var own = hasPolicies && found?.Policy is { } document ? compiled.Of(demand.Resource, PolicySource.Resource, document) : null;
        return new(found, trust ?? own, MustAllow: trust is not null || (own is not null && service == Kms));
    }

    /// <returns>Null for a role that is not there: the caller's policies are asked, so that nobody can probe roles.</returns>
    private async ValueTask<AccessPolicies?> Trust(string roleArn, CancellationToken cancel) =>
        await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(roleArn), cancel) is { Record: var role } && role.Arn == roleArn ? compiled.Of(roleArn, PolicySource.Resource, role.AssumeRolePolicyDocument) : null;
}

/// <param name="Facts">Null when nobody asked, or there is no such resource.</param>
/// <param name="Policy">Its own; null for none.</param>
/// <param name="MustAllow">Without its consent identity policies do not count.</param>
internal sealed record FoundResource(ResourceFacts? Facts, AccessPolicies? Policy, bool MustAllow);
