namespace Berth.Domain.Access;

/// <summary>Explains a decision as SimulatePrincipalPolicy and SimulateCustomPolicy answer it. Source: IAM API, EvaluationResult.</summary>
public static class AccessSimulator
{
    public static AccessSimulation Simulate(string action, string resource, AccessPrincipal principal, AccessKeys keys, AccessPolicySets policies)
    {
        var verdict = AccessEvaluator.Decide(action, resource, principal, keys, policies).Verdict;
        var request = new AccessRequest(action, resource, principal, keys);
        var result = verdict switch
        {
            AccessVerdict.Allowed => SimulatedResult.Allowed,
            <= AccessVerdict.DeniedByEndpointPolicy => SimulatedResult.ExplicitDeny,
            _ => SimulatedResult.ImplicitDeny,
        };
        var own = AccessEvaluator.IsBoundByOwnPolicies(principal);
        IEnumerable<AccessPolicies?> granting = own ? [policies.Identity, policies.Resource] : [policies.Resource];
        IEnumerable<AccessPolicies?> all = own ? [policies.Identity, policies.Boundary, policies.Session, policies.Resource, policies.Endpoint] : [policies.Resource, policies.Endpoint];
        var deciding = result switch
        {
            SimulatedResult.Allowed => granting.OfType<AccessPolicies>().SelectMany(p => p.Applying(request, denies: false)),
            SimulatedResult.ExplicitDeny => all.OfType<AccessPolicies>().SelectMany(p => p.Applying(request, denies: true)),
            _ => [],
        };
        return new(action, resource, result, verdict)
        {
            Matched = Locate(deciding),
            MissingKeys = [.. ContextKeys(all.OfType<AccessPolicies>()).Where(k => keys.Find(k) is null or { Count: 0 })],
            AllowedByBoundary = own && policies.Boundary is { } boundary ? boundary.FindDeny(request) is null && boundary.Allows(request) : null,
        };
    }

    /// <summary>What GetContextKeysForCustomPolicy answers: every key that conditions and variables name, once, as first written.</summary>
    public static IReadOnlyList<string> ContextKeys(IEnumerable<string> documents) =>
        AccessPolicies.Compile([.. documents.Select(d => new NamedPolicy("", null, null, PolicySource.Identity, d))]).Keys;

    /// <summary>The same of policies that are compiled already.</summary>
    public static IReadOnlyList<string> ContextKeys(IEnumerable<AccessPolicies> policies) => [.. policies.SelectMany(p => p.Keys).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<MatchedStatement> Locate(IEnumerable<CompiledStatement> statements)
    {
        var positions = new Dictionary<NamedPolicy, IReadOnlyList<PolicySpan>>(ReferenceEqualityComparer.Instance);
        var matched = new List<MatchedStatement>();
        foreach (var statement in statements)
        {
            if (!positions.TryGetValue(statement.Policy, out var spans)) positions[statement.Policy] = spans = PolicyPositions.Of(statement.Policy.Document);
            matched.Add(new(statement.Policy, statement.Index, statement.Sid, spans[statement.Index]));
        }

        return matched;
    }
}

/// <param name="Verdict">Finer than <paramref name="Result"/>: which kind of policy decided.</param>
public sealed record AccessSimulation(string Action, string Resource, SimulatedResult Result, AccessVerdict Verdict)
{
    /// <summary>The statements that brought the result about: of an explicit deny only those that deny, of an implicit one none.</summary>
    public IReadOnlyList<MatchedStatement> Matched { get; init; } = [];

    /// <summary>Keys that the policies ask for and that were not given.</summary>
    public IReadOnlyList<string> MissingKeys { get; init; } = [];

    /// <summary>Null without a boundary.</summary>
    public bool? AllowedByBoundary { get; init; }
}

/// <param name="Statement">Its place, from 0.</param>
public sealed record MatchedStatement(NamedPolicy Policy, int Statement, string? Sid, PolicySpan Span);

/// <summary>On the wire: allowed, explicitDeny, implicitDeny.</summary>
public enum SimulatedResult
{
    Allowed,
    ExplicitDeny,
    ImplicitDeny,
}
