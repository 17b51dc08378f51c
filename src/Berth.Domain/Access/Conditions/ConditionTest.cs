namespace Berth.Domain.Access;

/// <summary>One key under one operator, compiled. Source: IAM user guide, condition operators, and multivalued context keys.</summary>
internal sealed class ConditionTest
{
    private readonly ConditionOperator? operation;
    private readonly ConditionValue[] wanted;
    private readonly bool unreadable;

    private ConditionTest(string key, ConditionOperator? operation, ConditionValue[] wanted, bool unreadable) => (Key, this.operation, this.wanted, this.unreadable) = (key, operation, wanted, unreadable);

    public string Key { get; }

    /// <summary>The key and those that variables in its values name.</summary>
    public IEnumerable<string> Keys => Key.Length == 0 ? [] : [Key, .. wanted.SelectMany(w => w.Keys)];

    /// <param name="denies">A test that cannot be read counts against the caller: it holds in a Deny and not in an Allow.</param>
    public static ConditionTest Of(PolicyCondition condition, bool withVariables, bool denies)
    {
        var operation = ConditionOperator.Parse(condition.Operator);
        return operation is null || condition.Values is null
            ? new(condition.Key, null, [], denies)
            : new(condition.Key, operation, [.. condition.Values.Select(v => ConditionValue.Of(operation, v, withVariables && operation.TakesVariables))], unreadable: false);
    }

    public bool Holds(AccessKeys keys)
    {
        if (operation is null) return unreadable;
        var actual = keys.Find(Key);
        if (operation.Kind == ConditionKind.Null) return MatchesAny(actual is null or { Count: 0 } ? "true" : "false", keys);
        if (actual is null or { Count: 0 }) return HoldsWithoutKey(operation);
        return operation.Set switch
        {
            ConditionSet.All => All(actual, keys, operation.Negated),
            ConditionSet.Any => Any(actual, keys, operation.Negated),

            // AWS wants a set operator for a key of several values. Without one: does any match; or, negated, does none.
            _ => operation.Negated ? All(actual, keys, negated: true) : Any(actual, keys, negated: false),
        };
    }

    private static bool HoldsWithoutKey(ConditionOperator operation) => operation.IfExists || operation.Set switch
    {
        ConditionSet.All => true,
        ConditionSet.Any => false,
        _ => operation.Negated,
    };

    private bool All(IReadOnlyList<string> actual, AccessKeys keys, bool negated)
    {
        for (var i = 0; i < actual.Count; i++)
        {
            if (MatchesAny(actual[i], keys) == negated) return false;
        }

        return true;
    }

    private bool Any(IReadOnlyList<string> actual, AccessKeys keys, bool negated)
    {
        for (var i = 0; i < actual.Count; i++)
        {
            if (MatchesAny(actual[i], keys) != negated) return true;
        }

        return false;
    }

    private bool MatchesAny(string actual, AccessKeys keys)
    {
        foreach (var value in wanted)
        {
            if (value.Matches(actual, keys)) return true;
        }

        return false;
    }
}
