namespace Berth.Domain.Access;

/// <summary>One value of a condition, read once. A value that its operator cannot read matches nothing.</summary>
internal abstract class ConditionValue
{
    private static readonly ConditionValue Unreadable = new Nothing();

    public virtual IEnumerable<string> Keys => [];

    public static ConditionValue Of(ConditionOperator operation, string value, bool withVariables) => operation.Kind switch
    {
        ConditionKind.Text => new Text(TextPattern.Of(value, wildcards: false, withVariables)),
        ConditionKind.TextIgnoreCase => new Text(TextPattern.Of(value, wildcards: false, withVariables, ignoreCase: true)),
        ConditionKind.TextLike => new Text(TextPattern.Of(value, wildcards: true, withVariables)),
        ConditionKind.Arn => new Arn(ArnPattern.Of(value, withVariables)),
        >= ConditionKind.NumberEquals and <= ConditionKind.NumberGreaterOrEqual => ConditionReading.Number(value) is { } number ? new Number(number, operation.Kind) : Unreadable,
        >= ConditionKind.DateEquals and <= ConditionKind.DateGreaterOrEqual => ConditionReading.Date(value) is { } date ? new Date(date, operation.Kind) : Unreadable,
        ConditionKind.Bool or ConditionKind.Null => ConditionReading.Bool(value) is { } truth ? new Truth(truth) : Unreadable,
        ConditionKind.Binary => ConditionReading.Binary(value) is { } bytes ? new Binary(bytes) : Unreadable,
        ConditionKind.Ip => ConditionReading.Range(value) is { } range ? new Ip(range) : Unreadable,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "An operator that is not compared is a bug."),
    };

    public abstract bool Matches(string actual, AccessKeys keys);

    private sealed class Nothing : ConditionValue
    {
        public override bool Matches(string actual, AccessKeys keys) => false;
    }

    private sealed class Text(TextPattern pattern) : ConditionValue
    {
        public override IEnumerable<string> Keys => pattern.Keys;

        public override bool Matches(string actual, AccessKeys keys) => pattern.Matches(actual, keys);
    }

    private sealed class Arn(ArnPattern pattern) : ConditionValue
    {
        public override IEnumerable<string> Keys => pattern.Keys;

        public override bool Matches(string actual, AccessKeys keys) => pattern.Matches(actual, keys);
    }

    private sealed class Number(double wanted, ConditionKind kind) : ConditionValue
    {
        public override bool Matches(string actual, AccessKeys keys) => ConditionReading.Number(actual) is { } number && kind switch
        {
            ConditionKind.NumberLess => number < wanted,
            ConditionKind.NumberLessOrEqual => number <= wanted,
            ConditionKind.NumberGreater => number > wanted,
            ConditionKind.NumberGreaterOrEqual => number >= wanted,
            _ => number.Equals(wanted),
        };
    }

    private sealed class Date(DateTimeOffset wanted, ConditionKind kind) : ConditionValue
    {
        public override bool Matches(string actual, AccessKeys keys) => ConditionReading.Date(actual) is { } date && kind switch
        {
            ConditionKind.DateLess => date < wanted,
            ConditionKind.DateLessOrEqual => date <= wanted,
            ConditionKind.DateGreater => date > wanted,
            ConditionKind.DateGreaterOrEqual => date >= wanted,
            _ => date == wanted,
        };
    }

    private sealed class Truth(bool wanted) : ConditionValue
    {
        public override bool Matches(string actual, AccessKeys keys) => ConditionReading.Bool(actual) == wanted;
    }

    private sealed class Binary(byte[] wanted) : ConditionValue
    {
        public override bool Matches(string actual, AccessKeys keys) => ConditionReading.Binary(actual) is { } bytes && bytes.AsSpan().SequenceEqual(wanted);
    }

    private sealed class Ip(AddressRange wanted) : ConditionValue
    {
        public override bool Matches(string actual, AccessKeys keys) => ConditionReading.Address(actual) is { } address && wanted.Contains(address);
    }
}
