using Berth.Domain.Nodes;
using CsCheck;

namespace Berth.Domain.Tests.Nodes;

public sealed class EnvironmentTextTests
{
    private static readonly Gen<Dictionary<string, string>> Variables = Gen.Dictionary(Gen.Char['A', 'F'].Select(c => c.ToString()), Gen.Char['a', 'z'].Select(c => c.ToString()))[0, 6];

    [Theory]
    [InlineData("A=1\nB=2", "A=1 B=2")]
    [InlineData("# comment\n\n  A = 1  \r\n", "A=1")]
    [InlineData("A=\"quoted\"", "A=\"quoted\"")]
    [InlineData("A=b=c", "A=b=c")]
    [InlineData("A=", "A=")]
    [InlineData("no equals\n=nameless\n#A=1", "")]
    public void Reads(string text, string variables) => Assert.Equal(variables, string.Join(' ', EnvironmentText.Parse(text).Select(v => $"{v.Key}={v.Value}")));

    [Fact]
    public void Secrets_come_before_the_definition_and_that_before_files_the_first_first() => Assert.Equal(
        "A=secret B=definition C=first D=second",
        string.Join(' ', EnvironmentText.Merge(
            new Dictionary<string, string> { ["A"] = "definition", ["B"] = "definition" },
            [EnvironmentText.Parse("A=first\nB=first\nC=earlier\nC=first"), EnvironmentText.Parse("C=second\nD=second")],
            [KeyValuePair.Create("A", "secret")]).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")));

    [Fact]
    public void Safety_nothing_is_lost_and_whoever_comes_first_wins() => Gen.Select(Variables, Variables, Variables, Variables).Sample((environment, one, two, secrets) =>
    {
        var merged = EnvironmentText.Merge(environment, [one, two], secrets);
        Assert.Equal(secrets.Keys.Union(environment.Keys).Union(one.Keys).Union(two.Keys).Order(), merged.Keys.Order());
        foreach (var (name, value) in merged) Assert.Equal(new[] { secrets, environment, one, two }.First(v => v.ContainsKey(name))[name], value);
    });

    [Fact]
    public void Safety_any_text_is_read() => Gen.String.Sample(text => Assert.All(EnvironmentText.Parse(text), v => Assert.DoesNotContain('\n', v.Key + v.Value)));
}
