using Berth.Aws.Dispatch;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>
/// The shell around <see cref="AccessEvaluator"/>: brings it the policies that bear on a demand, and the condition keys when a policy names any. Who is refused gets its service's error,
/// once the refusal is kept with the task whose keys were used.
/// </summary>
internal sealed class Authorizer(PrincipalPolicyCache principals, ResourceLookup resources, ResourcePolicyCache compiled, IStore store, TaskNotebook notebook, TimeProvider clock) : IAuthorizer
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public async Task Require(Caller caller, AccessDemand demand, CancellationToken cancel)
    {
        var principal = IsRoot(caller) ? null : await principals.Of(caller.Principal, cancel);
        var resource = await resources.Find(demand, principal, cancel);
        var endpoint = await Endpoint(caller, cancel);

        // The root of the account may do everything that no resource's and no endpoint's policy denies it.
        if (principal is null && resource.Policy is null && endpoint is null) return;
        var sets = new AccessPolicySets(principal?.Identity, principal?.Boundary, principal?.Session, resource.Policy, endpoint) { ResourceMustAllow = resource.MustAllow };
        var needsKeys = principal?.UsesKeys == true || resource.Policy is { Keys.Count: > 0 } || endpoint is { Keys.Count: > 0 };
        var keys = needsKeys ? RequestFacts.Keys(caller, demand, principal?.Source.Tags ?? NoTags, resource.Facts, clock.GetUtcNow()) : AccessKeys.None;
        var decision = AccessEvaluator.Decide(demand.Action, demand.Resource, WhoOf(caller), keys, sets);
        if (!decision.IsAllowed) await Refuse(caller, demand, decision, principal);
    }

    /// <returns>Null for a request that came through none, or through one that lets everything pass.</returns>
    private async ValueTask<AccessPolicies?> Endpoint(Caller caller, CancellationToken cancel)
    {
        if (!caller.RequestKeys.TryGetValue(RequestKey.SourceVpce, out var id)) return null;
        return (await store.Find<VpcEndpointRecord>(NetworkKinds.Endpoint, id, cancel))?.Record.PolicyDocument is { } document ? compiled.Of(id, PolicySource.Endpoint, document) : null;
    }

    private async Task Refuse(Caller caller, AccessDemand demand, AccessDecision decision, CompiledPrincipal? principal)
    {
        // Where nothing permits no policy decided; a boundary and an endpoint's policy are named all the same, for there is one each.
        var policy = decision.Policy ?? (decision.Verdict == AccessVerdict.NoBoundaryAllows && principal?.Source.Boundary is [var bound, ..] ? bound : null);
        var evidence = new AccessEvidence
        {
            Action = demand.Action,
            Resource = demand.Resource,
            PrincipalArn = caller.Arn,
            RoleArn = caller.RoleArn,
            Verdict = decision.Verdict,
            PolicyName = policy?.Name ?? (decision.Verdict == AccessVerdict.NoEndpointPolicyAllows ? caller.RequestKeys.GetValueOrDefault(RequestKey.SourceVpce) : null),
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
