using Berth.Domain.ObjectStorage;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class ObjectConditionsTests
{
    private static readonly DateTimeOffset Changed = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    // An object with the tag "a"; dates are seconds from its last change.
    [Theory]
    [InlineData(null, null, null, null, ConditionVerdict.Met)]
    [InlineData("\"a\"", null, null, null, ConditionVerdict.Met)]
    [InlineData("a", null, null, null, ConditionVerdict.Met)]
    [InlineData("\"b\", \"a\"", null, null, null, ConditionVerdict.Met)]
    [InlineData("\"b\"", null, null, null, ConditionVerdict.Failed)]
    [InlineData("*", null, null, null, ConditionVerdict.Met)]
    [InlineData(null, "\"a\"", null, null, ConditionVerdict.NotModified)]
    [InlineData(null, "W/\"a\"", null, null, ConditionVerdict.NotModified)]
    [InlineData(null, "\"b\"", null, null, ConditionVerdict.Met)]
    [InlineData(null, null, 0, null, ConditionVerdict.NotModified)]
    [InlineData(null, null, -1, null, ConditionVerdict.Met)]
    [InlineData(null, null, null, 0, ConditionVerdict.Met)]
    [InlineData(null, null, null, -1, ConditionVerdict.Failed)]
    [InlineData("\"a\"", null, null, -1, ConditionVerdict.Met)] // The tag wins over the date.
    [InlineData(null, "\"b\"", 0, null, ConditionVerdict.Met)]
    [InlineData("\"b\"", "\"a\"", null, null, ConditionVerdict.Failed)]
    public void Judges_reads(string? match, string? noneMatch, int? modifiedSince, int? unmodifiedSince, ConditionVerdict verdict) =>
        Assert.Equal(verdict, new ObjectConditions(match, noneMatch, At(modifiedSince), At(unmodifiedSince)).Judge("a", Changed));

    [Theory]
    [InlineData(null, null, null, ConditionVerdict.Met)]
    [InlineData(null, "*", null, ConditionVerdict.Met)]
    [InlineData(null, "*", "a", ConditionVerdict.Failed)]
    [InlineData("\"a\"", null, "a", ConditionVerdict.Met)]
    [InlineData("\"a\"", null, "b", ConditionVerdict.Failed)]
    [InlineData("\"a\"", null, null, ConditionVerdict.Missing)]
    public void Judges_writes(string? match, string? noneMatch, string? present, ConditionVerdict verdict) =>
        Assert.Equal(verdict, new ObjectConditions(match, noneMatch, null, null).JudgeWrite(present));

    private static DateTimeOffset? At(int? seconds) => seconds is { } some ? Changed.AddSeconds(some) : null;
}
