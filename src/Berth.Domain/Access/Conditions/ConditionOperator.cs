namespace Berth.Domain.Access;

/// <summary>An operator, taken apart: <c>ForAllValues:StringNotLikeIfExists</c>. Names are read without case. Source: IAM user guide, condition operators.</summary>
/// <param name="Negated">Holds when no value matches: the operators with Not in their names.</param>
/// <param name="IfExists">Holds when the request does not have the key.</param>
internal sealed record ConditionOperator(ConditionKind Kind, ConditionSet Set, bool Negated, bool IfExists)
{
    private const string IfExistsSuffix = "IfExists";
    private const string AllPrefix = "ForAllValues:";
    private const string AnyPrefix = "ForAnyValue:";

    private static readonly Dictionary<string, (ConditionKind Kind, bool Negated)> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["StringEquals"] = (ConditionKind.Text, false),
        ["StringNotEquals"] = (ConditionKind.Text, true),
        ["StringEqualsIgnoreCase"] = (ConditionKind.TextIgnoreCase, false),
        ["StringNotEqualsIgnoreCase"] = (ConditionKind.TextIgnoreCase, true),
        ["StringLike"] = (ConditionKind.TextLike, false),
        ["StringNotLike"] = (ConditionKind.TextLike, true),
        ["ArnEquals"] = (ConditionKind.Arn, false),
        ["ArnLike"] = (ConditionKind.Arn, false),
        ["ArnNotEquals"] = (ConditionKind.Arn, true),
        ["ArnNotLike"] = (ConditionKind.Arn, true),
        ["NumericEquals"] = (ConditionKind.NumberEquals, false),
        ["NumericNotEquals"] = (ConditionKind.NumberEquals, true),
        ["NumericLessThan"] = (ConditionKind.NumberLess, false),
        ["NumericLessThanEquals"] = (ConditionKind.NumberLessOrEqual, false),
        ["NumericGreaterThan"] = (ConditionKind.NumberGreater, false),
        ["NumericGreaterThanEquals"] = (ConditionKind.NumberGreaterOrEqual, false),
        ["DateEquals"] = (ConditionKind.DateEquals, false),
        ["DateNotEquals"] = (ConditionKind.DateEquals, true),
        ["DateLessThan"] = (ConditionKind.DateLess, false),
        ["DateLessThanEquals"] = (ConditionKind.DateLessOrEqual, false),
        ["DateGreaterThan"] = (ConditionKind.DateGreater, false),
        ["DateGreaterThanEquals"] = (ConditionKind.DateGreaterOrEqual, false),
        ["Bool"] = (ConditionKind.Bool, false),
        ["BinaryEquals"] = (ConditionKind.Binary, false),
        ["IpAddress"] = (ConditionKind.Ip, false),
        ["NotIpAddress"] = (ConditionKind.Ip, true),
        ["Null"] = (ConditionKind.Null, false),
    };

    public bool IsDate => Kind is >= ConditionKind.DateEquals and <= ConditionKind.DateGreaterOrEqual;

    /// <summary>Policy variables count where text is compared. Source: IAM user guide, policy variables, where they can be used.</summary>
    public bool TakesVariables => Kind <= ConditionKind.Arn;

    /// <returns>Null when there is no such operator.</returns>
    public static ConditionOperator? Parse(string name)
    {
        var set = name.StartsWith(AllPrefix, StringComparison.OrdinalIgnoreCase) ? ConditionSet.All : name.StartsWith(AnyPrefix, StringComparison.OrdinalIgnoreCase) ? ConditionSet.Any : ConditionSet.None;
        var rest = set switch
        {
            ConditionSet.All => name[AllPrefix.Length..],
            ConditionSet.Any => name[AnyPrefix.Length..],
            _ => name,
        };
        var optional = rest.EndsWith(IfExistsSuffix, StringComparison.OrdinalIgnoreCase);
        if (!Operators.TryGetValue(optional ? rest[..^IfExistsSuffix.Length] : rest, out var found)) return null;

        // Null itself asks whether the key exists.
        return found.Kind == ConditionKind.Null && (optional || set != ConditionSet.None) ? null : new(found.Kind, set, found.Negated, optional);
    }
}

/// <summary>How one value of the request is compared with one of the policy. The textual ones stand first.</summary>
internal enum ConditionKind
{
    Text,
    TextIgnoreCase,
    TextLike,
    Arn,
    NumberEquals,
    NumberLess,
    NumberLessOrEqual,
    NumberGreater,
    NumberGreaterOrEqual,
    DateEquals,
    DateLess,
    DateLessOrEqual,
    DateGreater,
    DateGreaterOrEqual,
    Bool,
    Binary,
    Ip,
    Null,
}

/// <summary>ForAllValues and ForAnyValue.</summary>
internal enum ConditionSet
{
    None,
    All,
    Any,
}
