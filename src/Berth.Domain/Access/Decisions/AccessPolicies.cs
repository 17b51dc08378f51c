using System.Collections.Concurrent;

namespace Berth.Domain.Access;

/// <summary>Policies of one kind, compiled once and asked often. Immutable but for a memo of which statements cover an action; safe to ask from everywhere at once.</summary>
public sealed class AccessPolicies
{
    /// <summary>Actions remembered. Berth has some 600; whoever asks for more by SimulatePrincipalPolicy waits some microseconds longer.</summary>
    private const int MostActions = 1024;

    private static readonly ActionStatements NoStatements = new([], []);

    private readonly IReadOnlyList<CompiledStatement> statements;
    private readonly ConcurrentDictionary<string, ActionStatements> byAction = new(StringComparer.Ordinal);

    private AccessPolicies(IReadOnlyList<CompiledStatement> statements)
    {
        this.statements = statements;
        Keys = [.. statements.SelectMany(s => s.Keys).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Condition keys that any statement asks for, in conditions and in variables, as first written.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>A document that cannot be read has no statements.</summary>
    public static AccessPolicies Compile(IReadOnlyList<NamedPolicy> policies) => new([.. policies.SelectMany(CompiledStatement.Of)]);

    /// <summary>Whether any statement asks for a key that begins so: <c>aws:ResourceTag/</c>.</summary>
    public bool UsesKey(string prefix) => Keys.Any(k => k.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    internal CompiledStatement? FindDeny(in AccessRequest request)
    {
        foreach (var statement in For(request.Action).Deny)
        {
            if (statement.Applies(request)) return statement;
        }

        return null;
    }

    /// <summary>The best that any Allow grants.</summary>
    internal PrincipalGrant FindGrant(in AccessRequest request)
    {
        var best = PrincipalGrant.NotNamed;
        foreach (var statement in For(request.Action).Allow)
        {
            var grant = statement.Grant(request);
            if (grant <= best || !statement.Reaches(request) || !statement.Holds(request.Keys)) continue;
            best = grant;
            if (best == PrincipalGrant.Direct) break;
        }

        return best;
    }

    internal bool Allows(in AccessRequest request) => FindGrant(request) != PrincipalGrant.NotNamed;

    internal IEnumerable<CompiledStatement> Applying(AccessRequest request, bool denies)
    {
        var found = For(request.Action);
        return (denies ? found.Deny : found.Allow).Where(s => s.Applies(request));
    }

    /// <summary>A key whose condition alone kept an Allow from permitting the request.</summary>
    internal string? FindFailingKey(in AccessRequest request)
    {
        foreach (var statement in For(request.Action).Allow)
        {
            if (statement.Grant(request) != PrincipalGrant.NotNamed && statement.Reaches(request) && statement.FailingKey(request.Keys) is { } key) return key;
        }

        return null;
    }

    private ActionStatements For(string action)
    {
        if (statements.Count == 0) return NoStatements;
        if (byAction.TryGetValue(action, out var known)) return known;
        var covering = statements.Where(s => s.Covers(action)).ToLookup(s => s.Denies);
        var found = new ActionStatements([.. covering[true]], [.. covering[false]]);
        if (byAction.Count < MostActions) byAction.TryAdd(action, found);
        return found;
    }

    private sealed record ActionStatements(CompiledStatement[] Deny, CompiledStatement[] Allow);
}
