namespace Berth.Domain.Access;

/// <summary>A statement made ready to be asked often.</summary>
internal sealed class CompiledStatement
{
    /// <summary>From so many plain ARNs on, looking one up is cheaper than comparing them.</summary>
    private const int WorthHashing = 4;

    private readonly TextPattern[] actions;
    private readonly bool exceptActions;
    private readonly ArnPattern[] resources;
    private readonly HashSet<string>? literals;
    private readonly bool exceptResources;
    private readonly bool everyResource;
    private readonly PrincipalMatcher? principals;
    private readonly ConditionTest[] conditions;

    private CompiledStatement(NamedPolicy policy, PolicyStatement statement, bool withVariables)
    {
        (Policy, Sid, Index, Denies) = (policy, statement.Sid, statement.Index, statement.Denies);
        actions = [.. (statement.Actions?.Names ?? []).Select(a => TextPattern.Of(a, wildcards: true, withVariables: false, ignoreCase: true))];
        exceptActions = statement.Actions is { Except: true };
        conditions = [.. statement.Conditions.Select(c => ConditionTest.Of(c, withVariables, statement.Denies))];
        var isOfResource = policy.Source is PolicySource.Resource or PolicySource.Endpoint;

        // A resource's policy that names nobody concerns nobody; the others concern whoever they are attached to.
        principals = isOfResource ? new(statement.Principals ?? new(Everyone: false, [], Except: false), statement.Denies) : null;
        exceptResources = statement.Resources is { Except: true };
        var patterns = (statement.Resources?.Names ?? []).Select(r => ArnPattern.Of(r, withVariables)).ToList();
        Keys = [.. conditions.SelectMany(c => c.Keys).Concat(patterns.SelectMany(p => p.Keys)).Distinct(StringComparer.OrdinalIgnoreCase)];
        everyResource = statement.Resources is null && isOfResource;
        if (patterns.Count(p => p.Literal is not null) >= WorthHashing)
        {
            literals = [.. patterns.Select(p => p.Literal).OfType<string>()];
            patterns.RemoveAll(p => p.Literal is not null);
        }

        resources = [.. patterns];
    }

    public NamedPolicy Policy { get; }

    public string? Sid { get; }

    public int Index { get; }

    public bool Denies { get; }

    /// <summary>Condition keys that it asks for, in conditions and in variables.</summary>
    public IReadOnlyList<string> Keys { get; }

    public static IEnumerable<CompiledStatement> Of(NamedPolicy policy) =>
        PolicyDocument.Parse(policy.Document) is { } document ? document.Statements.Select(s => new CompiledStatement(policy, s, document.HasVariables)) : [];

    public bool Covers(string action)
    {
        foreach (var pattern in actions)
        {
            if (pattern.Matches(action, AccessKeys.None)) return !exceptActions;
        }

        return exceptActions;
    }

    public bool Reaches(in AccessRequest request)
    {
        if (everyResource) return true;
        if (literals is not null && literals.Contains(request.Resource)) return !exceptResources;
        foreach (var pattern in resources)
        {
            if (pattern.Matches(request.Resource, request.Keys)) return !exceptResources;
        }

        return exceptResources;
    }

    public PrincipalGrant Grant(in AccessRequest request) => principals is null ? PrincipalGrant.Direct : principals.Grant(request.Principal);

    public bool Holds(AccessKeys keys)
    {
        foreach (var test in conditions)
        {
            if (!test.Holds(keys)) return false;
        }

        return true;
    }

    /// <summary>The key of the first condition that does not hold; null when all do, or when that one cannot be read.</summary>
    public string? FailingKey(AccessKeys keys) => Array.Find(conditions, c => !c.Holds(keys)) is { Key.Length: > 0 } failing ? failing.Key : null;

    public bool Applies(in AccessRequest request) => Grant(request) != PrincipalGrant.NotNamed && Reaches(request) && Holds(request.Keys);
}

/// <summary>What is asked.</summary>
internal readonly record struct AccessRequest(string Action, string Resource, AccessPrincipal Principal, AccessKeys Keys);
