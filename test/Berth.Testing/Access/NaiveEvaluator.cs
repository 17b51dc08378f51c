using System.Text.Json;
using Berth.Domain.Access;

namespace Berth.Testing.Access;

/// <summary>
/// A second reading of IAM's evaluation logic, as plain as can be: it walks the JSON anew for every question, compiles nothing and shares nothing with the first but the records that both are asked with.
/// Two that were written apart and agree on thousands of random policies are rarely wrong together.
/// </summary>
public sealed class NaiveEvaluator
{
    private readonly Dictionary<PolicySource, List<(JsonElement Statement, bool IsNew)>> statements = [];
    private readonly bool resourceMustAllow;

    /// <param name="policies">One set for each kind that exists; an empty one permits nothing.</param>
    public NaiveEvaluator(IReadOnlyDictionary<PolicySource, IReadOnlyList<string>> policies, bool resourceMustAllow)
    {
        this.resourceMustAllow = resourceMustAllow;
        foreach (var (source, documents) in policies)
        {
            statements[source] = [];
            foreach (var document in documents)
            {
                var root = JsonDocument.Parse(document).RootElement;
                var isNew = root.TryGetProperty("Version", out var version) && version.GetString() == "2012-10-17";
                var all = root.GetProperty("Statement");
                foreach (var statement in all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().ToArray() : [all]) statements[source].Add((statement, isNew));
            }
        }
    }

    public AccessVerdict Decide(string action, string resource, AccessPrincipal principal, IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
    {
        var ask = new Question(action, resource, principal, keys);
        var bound = !principal.IsRoot && principal.Service is null;
        if (bound && Any(PolicySource.Identity, "Deny", ask)) return AccessVerdict.DeniedByIdentityPolicy;
        if (bound && Any(PolicySource.Boundary, "Deny", ask)) return AccessVerdict.DeniedByBoundary;
        if (bound && Any(PolicySource.Session, "Deny", ask)) return AccessVerdict.DeniedBySessionPolicy;
        if (Any(PolicySource.Resource, "Deny", ask)) return AccessVerdict.DeniedByResourcePolicy;
        if (Any(PolicySource.Endpoint, "Deny", ask)) return AccessVerdict.DeniedByEndpointPolicy;
        if (statements.ContainsKey(PolicySource.Endpoint) && !Any(PolicySource.Endpoint, "Allow", ask)) return AccessVerdict.NoEndpointPolicyAllows;

        var grants = Applying(PolicySource.Resource, "Allow", ask).Select(s => NaivePrincipals.Grant(s, principal)).ToHashSet();
        if (grants.Contains("direct")) return AccessVerdict.Allowed;
        if (resourceMustAllow && grants.Count == 0) return AccessVerdict.NoResourcePolicyAllows;
        if (principal.IsRoot) return AccessVerdict.Allowed;
        if (principal.Service is not null) return AccessVerdict.NoResourcePolicyAllows;
        if (!grants.Contains("role") && !Any(PolicySource.Identity, "Allow", ask)) return AccessVerdict.NoIdentityPolicyAllows;
        if (statements.ContainsKey(PolicySource.Boundary) && !Any(PolicySource.Boundary, "Allow", ask)) return AccessVerdict.NoBoundaryAllows;
        if (statements.ContainsKey(PolicySource.Session) && !Any(PolicySource.Session, "Allow", ask)) return AccessVerdict.NoSessionPolicyAllows;
        return AccessVerdict.Allowed;
    }

    private bool Any(PolicySource source, string effect, Question ask) => Applying(source, effect, ask).Any();

    private IEnumerable<JsonElement> Applying(PolicySource source, string effect, Question ask) => !statements.TryGetValue(source, out var all)
        ? []
        : all.Where(s => s.Statement.GetProperty("Effect").GetString() == effect && Applies(s.Statement, s.IsNew, source is PolicySource.Resource or PolicySource.Endpoint, ask)).Select(s => s.Statement);

    private static bool Applies(JsonElement statement, bool isNew, bool namesPrincipals, Question ask)
    {
        if (namesPrincipals && NaivePrincipals.Grant(statement, ask.Principal) == "none") return false;
        var isAction = statement.TryGetProperty("Action", out var actions)
            ? Strings(actions).Any(a => NaivePattern.Of(a.ToUpperInvariant(), null).Matches(ask.Action.ToUpperInvariant()))
            : !Strings(statement.GetProperty("NotAction")).Any(a => NaivePattern.Of(a.ToUpperInvariant(), null).Matches(ask.Action.ToUpperInvariant()));
        if (!isAction) return false;
        var variables = isNew ? ask.Keys : null;
        bool isResource;
        if (statement.TryGetProperty("Resource", out var resources)) isResource = Strings(resources).Any(r => NaivePattern.Of(r, variables).MatchesArn(ask.Resource));
        else if (statement.TryGetProperty("NotResource", out var others)) isResource = !Strings(others).Any(r => NaivePattern.Of(r, variables).MatchesArn(ask.Resource));
        else isResource = namesPrincipals;
        return isResource && NaiveConditions.Hold(statement, ask.Keys, isNew);
    }

    internal static IReadOnlyList<string> Strings(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.ToString())] : [value.ToString()];

    private sealed record Question(string Action, string Resource, AccessPrincipal Principal, IReadOnlyDictionary<string, IReadOnlyList<string>> Keys);
}
