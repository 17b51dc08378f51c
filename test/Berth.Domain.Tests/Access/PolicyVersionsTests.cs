using Berth.Domain.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

public sealed class PolicyVersionsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly PolicyRecord Fresh = new() { Name = "p", Path = "/", PolicyId = "ANPA", Arn = "arn", Document = "1", CreatedAt = Now };

    /// <summary>+ adds, ! adds as default, -N deletes, =N makes the default.</summary>
    private static readonly Gen<string> Step = Gen.OneOf(new[] { "+", "!", "-1", "-2", "-3", "-4", "=1", "=2", "=3", "=4" }.Select(s => Gen.Const(s)).ToArray());

    [Theory]
    [InlineData("", "v1*")]
    [InlineData("+", "v1* v2")]
    [InlineData("!", "v1 v2*")]
    [InlineData("+ + + + +", "v1* v2 v3 v4 v5; TooMany")]
    [InlineData("-1", "v1*; IsDefault")]
    [InlineData("-9", "v1*; NoSuchVersion")]
    [InlineData("+ =2 -1", "v2*")]
    [InlineData("+ -2 +", "v1* v3")]
    [InlineData("=9", "v1*; NoSuchVersion")]
    public void Decides(string steps, string outcome)
    {
        var (policy, refusal) = (Fresh, (PolicyVersionRefusal?)null);
        foreach (var step in steps.Split(' ', StringSplitOptions.RemoveEmptyEntries)) (policy, refusal) = Take(policy, step);
        Assert.Equal(outcome, string.Join(' ', policy.AllVersions.Select(v => v.VersionId + (v.VersionId == policy.DefaultVersionId ? "*" : ""))) + (refusal is null ? "" : $"; {refusal}"));
    }

    [Fact]
    public void There_is_always_one_default_whose_document_counts_and_no_number_comes_back() => Step.List[0, 40].Sample(steps =>
    {
        var policy = Fresh;
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            var before = policy;
            policy = Take(policy, step).Policy;
            Assert.InRange(policy.AllVersions.Count, 1, PolicyVersions.VersionsMax);
            Assert.Equal(policy.Document, policy.AllVersions.Single(v => v.VersionId == policy.DefaultVersionId).Document);
            foreach (var added in policy.AllVersions.Except(before.AllVersions)) Assert.True(given.Add(added.VersionId));
        }
    });

    [Fact]
    public void Whoever_deletes_what_is_not_the_default_can_always_add_again() => Step.List[0, 40].Sample(steps =>
    {
        var policy = steps.Aggregate(Fresh, (p, step) => Take(p, step).Policy);
        if (policy.AllVersions.FirstOrDefault(v => v.VersionId != policy.DefaultVersionId) is { } other) policy = Take(policy, "-" + other.VersionId[1..]).Policy;
        Assert.Null(Take(policy, "!").Refusal);
    });

    private static (PolicyRecord Policy, PolicyVersionRefusal? Refusal) Take(PolicyRecord policy, string step)
    {
        var outcome = step[0] switch
        {
            '+' or '!' => PolicyVersions.Add(policy, policy.NextVersion.ToString(null, null), step == "!", Now),
            '-' => PolicyVersions.Delete(policy, "v" + step[1..], Now),
            _ => PolicyVersions.SetDefault(policy, "v" + step[1..], Now),
        };
        return outcome is PolicyVersionOutcome.Changed changed ? (changed.Policy, null) : (policy, ((PolicyVersionOutcome.Refused)outcome).Reason);
    }
}
