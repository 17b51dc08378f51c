using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

/// <summary>One operator, the policy's values, the request's values; <c>-</c> is a request without the key, an empty text one whose key has no values.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("StringEquals", "a|b", "b", true)]
    [InlineData("StringEquals", "a", "A", false)]
    [InlineData("StringEquals", "a*", "ab", false)]
    [InlineData("StringEquals", "a", "-", false)]
    [InlineData("StringEquals", "a", "", false)]
    [InlineData("StringNotEquals", "a|b", "b", false)]
    [InlineData("StringNotEquals", "a|b", "c", true)]
    [InlineData("StringNotEquals", "a", "-", true)]
    [InlineData("StringEqualsIgnoreCase", "aB", "Ab", true)]
    [InlineData("StringNotEqualsIgnoreCase", "aB", "Ab", false)]
    [InlineData("StringLike", "a?c*", "abcde", true)]
    [InlineData("StringLike", "a?c*", "Abcde", false)]
    [InlineData("StringLike", "*1*2*3*4*", "001200340", true)]
    [InlineData("StringLike", "?23", "23", false)]
    [InlineData("StringNotLike", "a*", "ab", false)]
    [InlineData("StringNotLike", "a*", "-", true)]
    [InlineData("stringlike", "a*", "ab", true)]
    [InlineData("ArnLike", "arn:aws:ecs:*:*:task/*", "arn:aws:ecs:eu-west-1:111122223333:task/c/1", true)]
    [InlineData("ArnEquals", "arn:aws:ecs:*:*:task/*", "arn:aws:ecs:eu-west-1:111122223333:task/c/1", true)]
    [InlineData("ArnLike", "arn:*:task/c", "arn:aws:ecs:eu-west-1:111122223333:task/c", false)]
    [InlineData("ArnLike", "arn:aws:s*:task", "arn:aws:sns:eu-west-1:1:task", false)]
    [InlineData("ArnNotLike", "arn:aws:ecs:*:*:*", "arn:aws:ecs:a:1:x:y", false)]
    [InlineData("ArnNotEquals", "arn:aws:ecs:*:*:*", "-", true)]
    [InlineData("NumericEquals", "10", "10.0", true)]
    [InlineData("NumericEquals", "10", "ten", false)]
    [InlineData("NumericNotEquals", "10", "11", true)]
    [InlineData("NumericNotEquals", "10", "-", true)]
    [InlineData("NumericLessThan", "10", "9.9", true)]
    [InlineData("NumericLessThan", "10", "10", false)]
    [InlineData("NumericLessThanEquals", "10", "10", true)]
    [InlineData("NumericGreaterThan", "10", "-1", false)]
    [InlineData("NumericGreaterThanEquals", "10", "1e1", true)]
    [InlineData("NumericLessThan", "NaN", "1", false)]
    [InlineData("DateEquals", "2026-01-01", "2026-01-01T00:00:00Z", true)]
    [InlineData("DateEquals", "1767225600", "2026-01-01T09:00:00+09:00", true)]
    [InlineData("DateNotEquals", "2026", "2026-01-01T00:00:00.000Z", false)]
    [InlineData("DateLessThan", "2026-07", "2026-06-30T23:59Z", true)]
    [InlineData("DateLessThanEquals", "2026-06-30", "2026-06-30T00:00:01Z", false)]
    [InlineData("DateGreaterThan", "2026-06-30T00:00:00Z", "1782777601", true)]
    [InlineData("DateGreaterThanEquals", "soon", "2026-06-30T00:00:01Z", false)]
    [InlineData("Bool", "true", "True", true)]
    [InlineData("Bool", "false", "true", false)]
    [InlineData("Bool", "false", "-", false)]
    [InlineData("BoolIfExists", "false", "-", true)]
    [InlineData("BinaryEquals", "QUJD", "QUJD", true)]
    [InlineData("BinaryEquals", "QUJD", "QUJE", false)]
    [InlineData("BinaryEquals", "!", "!", false)]
    [InlineData("IpAddress", "10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("IpAddress", "10.9.9.9/8", "10.255.0.1", true)]
    [InlineData("IpAddress", "10.0.0.1", "10.0.0.1", true)]
    [InlineData("IpAddress", "10.0.0.1", "10.0.0.2", false)]
    [InlineData("IpAddress", "0.0.0.0/0", "::1", false)]
    [InlineData("IpAddress", "::/0", "::1", true)]
    [InlineData("IpAddress", "2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("IpAddress", "2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("IpAddress", "10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("IpAddress", "10.0.0.0/33", "10.0.0.1", false)]
    [InlineData("IpAddress", "10.0.0.0/8", "10.1", false)]
    [InlineData("NotIpAddress", "10.0.0.0/8", "11.0.0.1", true)]
    [InlineData("NotIpAddress", "10.0.0.0/8|11.0.0.0/8", "11.0.0.1", false)]
    [InlineData("NotIpAddress", "10.0.0.0/8", "-", true)]
    [InlineData("Null", "true", "-", true)]
    [InlineData("Null", "true", "", true)]
    [InlineData("Null", "true", "x", false)]
    [InlineData("Null", "false", "x", true)]
    [InlineData("Null", "false", "-", false)]
    [InlineData("StringEqualsIfExists", "a", "-", true)]
    [InlineData("StringEqualsIfExists", "a", "b", false)]
    [InlineData("StringNotEqualsIfExists", "a", "-", true)]
    [InlineData("ForAllValues:StringEquals", "a|b", "a|b", true)]
    [InlineData("ForAllValues:StringEquals", "a|b", "a|c", false)]
    [InlineData("ForAllValues:StringEquals", "a|b", "-", true)]
    [InlineData("ForAllValues:StringEquals", "a|b", "", true)]
    [InlineData("ForAllValues:StringNotEquals", "a|b", "c|d", true)]
    [InlineData("ForAllValues:StringNotEquals", "a|b", "c|a", false)]
    [InlineData("ForAnyValue:StringEquals", "a|b", "c|a", true)]
    [InlineData("ForAnyValue:StringEquals", "a|b", "c|d", false)]
    [InlineData("ForAnyValue:StringEquals", "a|b", "-", false)]
    [InlineData("ForAnyValue:StringEquals", "a|b", "", false)]
    [InlineData("ForAnyValue:StringEqualsIfExists", "a|b", "-", true)]
    [InlineData("ForAnyValue:StringNotEquals", "a|b", "a|c", true)]
    [InlineData("ForAnyValue:StringNotEquals", "a|b", "a|b", false)]
    [InlineData("ForAnyValue:StringNotEquals", "a|b", "-", false)]
    [InlineData("ForAllValues:StringLike", "a*", "ab|ac", true)]
    [InlineData("StringEquals", "a", "b|a", true)]
    [InlineData("StringNotEquals", "a", "b|a", false)]
    public void An_operator_holds(string operation, string wanted, string actual, bool expected)
    {
        var condition = new PolicyCondition(operation, "aws:Key", wanted.Split('|'));
        var keys = actual == "-" ? AccessKeys.None : new AccessKeys([KeyValuePair.Create("AWS:key", (IReadOnlyList<string>)actual.Split('|', StringSplitOptions.RemoveEmptyEntries))]);
        Assert.Equal(expected, ConditionTest.Of(condition, withVariables: true, denies: false).Holds(keys));
        Assert.Equal(expected, ConditionTest.Of(condition, withVariables: true, denies: true).Holds(keys));
    }

    [Theory]
    [InlineData("StringEquals", "x", false)]
    [InlineData("StringNotEquals", "x", true)]
    [InlineData("ForAllValues:StringEquals", "x", false)]
    [InlineData("ForAllValues:StringEquals", "", true)]
    [InlineData("ForAnyValue:StringNotEquals", "x", true)]
    public void An_operator_without_values_matches_nothing(string operation, string actual, bool expected) =>
        Assert.Equal(expected, ConditionTest.Of(new(operation, "k", []), true, denies: false).Holds(new([KeyValuePair.Create("k", (IReadOnlyList<string>)actual.Split('|', StringSplitOptions.RemoveEmptyEntries))])));

    [Theory]
    [InlineData("SoundsLike")]
    [InlineData("NullIfExists")]
    [InlineData("ForAnyValue:Null")]
    [InlineData("ForAnyValue::StringEquals")]
    [InlineData("")]
    public void What_cannot_be_read_counts_against_the_caller(string operation)
    {
        Assert.False(ConditionTest.Of(new(operation, "k", ["v"]), true, denies: false).Holds(AccessKeys.None));
        Assert.True(ConditionTest.Of(new(operation, "k", ["v"]), true, denies: true).Holds(AccessKeys.None));
    }
}
