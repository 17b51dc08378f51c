using Berth.Aws.Dispatch;
using Berth.Domain.Access;

namespace Berth.Aws.Authorization;

/// <summary>What a demand's resource says itself: its own policy, and its tags. Asked of the resource's service, only where that has policies or somebody's policy names tags.</summary>
internal sealed class ResourceLookup(IEnumerable<IResourceFacts> facts, ResourcePolicyCache compiled)
{
    /// <summary>What STS gives keys of is a role, whose policy is who may have them.</summary>
    private const string Sts = "sts";
    private const string Kms = "kms";

    /// <summary>Services whose resources have policies.</summary>
    private static readonly HashSet<string> WithPolicies = new(["ecr", "s3", "secretsmanager", Kms, Sts], StringComparer.Ordinal);

    private static readonly FoundResource Nothing = new(null, null, MustAllow: false);

    private readonly Dictionary<string, IResourceFacts> factsOf = facts.ToDictionary(f => f.Service, StringComparer.Ordinal);

    public async ValueTask<FoundResource> Find(AccessDemand demand, CompiledPrincipal? principal, CancellationToken cancel)
    {
        if (!demand.Resource.StartsWith("arn:", StringComparison.Ordinal)) return Nothing;
        var service = demand.Action.StartsWith("sts:", StringComparison.Ordinal) ? Sts : RequestFacts.ServiceOf(demand);
        var hasPolicies = WithPolicies.Contains(service);
        if ((!hasPolicies && principal?.UsesResourceTags(service) != true) || !factsOf.TryGetValue(service, out var asked)) return Nothing;
        var found = await asked.Find(demand.Resource, cancel);
        var own = hasPolicies && found?.Policy is { } document ? compiled.Of(demand.Resource, PolicySource.Resource, document) : null;
        return new(found, own, MustAllow: own is not null && service is (Kms or Sts));
    }
}

/// <param name="Facts">Null when nobody asked, or there is no such resource.</param>
/// <param name="Policy">Its own; null for none.</param>
/// <param name="MustAllow">Without its consent identity policies do not count.</param>
internal sealed record FoundResource(ResourceFacts? Facts, AccessPolicies? Policy, bool MustAllow);
