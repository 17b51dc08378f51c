using Berth.Aws.Dispatch;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>
/// The shell around <see cref="AccessEvaluator"/>: brings it the policies that bear on a demand, and the condition keys when a policy names any. Who is refused gets its service's error,
/// once the refusal is kept with the task whose keys were used.
/// </summary>
internal sealed class Authorizer(
    PrincipalPolicyCache principals, ResourcePolicyCache compiled, IEnumerable<IResourceFacts> facts, IStore store, TaskNotebook notebook, TimeProvider clock) : IAuthorizer
{
    /// <summary>Services whose resources have policies. Others are asked for their resources' tags alone, and only when a policy names tags.</summary>
    private static readonly HashSet<string> WithPolicies = new(["ecr", "s3", "secretsmanager", "kms"], StringComparer.Ordinal);

    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    private readonly Dictionary<string, IResourceFacts> factsOf = facts.ToDictionary(f => f.Service, StringComparer.Ordinal);

    public async Task Require(Caller caller, AccessDemand demand, CancellationToken cancel)
    {
        var principal = await Principal(caller, cancel);
        var service = RequestFacts.ServiceOf(demand);
        var resource = await Resource(demand, service, principal, cancel);
        var own = resource?.Policy is { } document ? compiled.Of(demand.Resource, PolicySource.Resource, document) : null;

        var endpoint = await Endpoint(caller, cancel);

        // The root of the account may do everything that no resource's and no endpoint's policy denies it.
        if (principal is null && own is null && endpoint is null) return;
        var sets = new AccessPolicySets(principal?.Identity, principal?.Boundary, principal?.Session, own, endpoint) { ResourceMustAllow = service == "kms" && resource?.Policy is not null };
        var needsKeys = principal?.UsesKey("") == true || own?.UsesKey("") == true || endpoint?.UsesKey("") == true;
        var keys = needsKeys ? RequestFacts.Keys(caller, demand, principal?.Source.Tags ?? NoTags, resource, clock.GetUtcNow()) : AccessKeys.None;
        var decision = AccessEvaluator.Decide(demand.Action, demand.Resource, WhoOf(caller), keys, sets);
        if (decision.Verdict != AccessVerdict.Allowed) await Refuse(caller, demand, decision, principal);
    }

    private async ValueTask<CompiledPrincipal?> Principal(Caller caller, CancellationToken cancel) => IsRoot(caller) ? null : await principals.Of(caller.Principal, cancel);

    private async ValueTask<ResourceFacts?> Resource(AccessDemand demand, string service, CompiledPrincipal? principal, CancellationToken cancel)
    {
        if (!factsOf.TryGetValue(service, out var found) || !demand.Resource.StartsWith("arn:", StringComparison.Ordinal)) return null;
        var asked = WithPolicies.Contains(service) || principal?.UsesKey("aws:ResourceTag/") == true || principal?.UsesKey(service + ":ResourceTag/") == true;
        return asked ? await found.Find(demand.Resource, cancel) : null;
    }

    /// <returns>Null for a request that came through none, or one that lets everything through.</returns>
    private async ValueTask<AccessPolicies?> Endpoint(Caller caller, CancellationToken cancel)
    {
        if (!caller.RequestKeys.TryGetValue(RequestKey.SourceVpce, out var id)) return null;
        return (await store.Find<VpcEndpointRecord>(NetworkKinds.Endpoint, id, cancel))?.Record.PolicyDocument is { } document ? compiled.Of(id, PolicySource.Endpoint, document) : null;
    }

    private async Task Refuse(Caller caller, AccessDemand demand, AccessDecision decision, CompiledPrincipal? principal)
    {
        var policy = decision.Policy ?? (decision.Verdict == AccessVerdict.NoBoundaryAllows ? principal?.Source.Boundary?.FirstOrDefault() : null);
        var name = policy?.Name ?? (decision.Verdict == AccessVerdict.NoEndpointPolicyAllows ? caller.RequestKeys.GetValueOrDefault(RequestKey.SourceVpce) : null);
        var evidence = new AccessEvidence
        {
            Action = demand.Action,
            Resource = demand.Resource,
            PrincipalArn = caller.Arn,
            RoleArn = caller.RoleArn,
            Verdict = decision.Verdict,
            PolicyName = name,
            PolicyArn = policy?.Arn,
            PolicyHolder = policy?.Holder,
            Sid = decision.Sid,
            Statement = decision.Statement,
            ConditionKey = decision.ConditionKey,
            RequestId = caller.RequestId,
            At = clock.GetUtcNow(),
        };
        await notebook.Refused(caller.Principal, evidence);
        throw AccessRefusals.ToAws(caller.Service.Length > 0 ? caller.Service : demand.Action.Split(':')[0], evidence);
    }

    private static bool IsRoot(Caller caller) => caller.Principal is { UserName: null, RoleArn: null };

    private static AccessPrincipal WhoOf(Caller caller) => new(caller.Arn, caller.RoleArn, caller.Scope.AccountId) { IsRoot = IsRoot(caller), UserName = caller.Principal.UserName };
}
