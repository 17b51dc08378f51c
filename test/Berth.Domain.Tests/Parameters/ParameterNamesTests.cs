using Berth.Domain.Parameters;
using CsCheck;

namespace Berth.Domain.Tests.Parameters;

public sealed class ParameterNamesTests
{
    private static readonly Gen<string> AnyLevel = Gen.Char["abzZ09._-"].Array[1, 5].Select(c => new string(c)).Where(l => !l.StartsWith("aws", StringComparison.OrdinalIgnoreCase) && !l.StartsWith("ssm", StringComparison.OrdinalIgnoreCase));

    private static readonly Gen<string> AnyName = AnyLevel.Array[1, ParameterNames.LevelsMax].Select(levels => "/" + string.Join('/', levels));

    [Theory]
    [InlineData("key", null)]
    [InlineData("/key", null)]
    [InlineData("/app/Prod_1/db-url.main", null)]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15", null)]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", NameFault.TooDeep)]
    [InlineData("", NameFault.Form)]
    [InlineData("/", NameFault.Form)]
    [InlineData("/app/", NameFault.Form)]
    [InlineData("//app", NameFault.Form)]
    [InlineData("/app//key", NameFault.Form)]
    [InlineData("/app/a b", NameFault.Form)]
    [InlineData("/app/é", NameFault.Form)]
    [InlineData("key:1", NameFault.Form)]
    [InlineData("app/key", NameFault.NotQualified)]
    [InlineData("aws", NameFault.Reserved)]
    [InlineData("AwsThing", NameFault.Reserved)]
    [InlineData("/aws/service", NameFault.Reserved)]
    [InlineData("/SSM-x", NameFault.Reserved)]
    [InlineData("/app/aws", null)]
    public void A_name_is_checked(string name, NameFault? fault) => Assert.Equal(fault, ParameterNames.Check(name));

    [Fact]
    public void A_name_has_an_end()
    {
        Assert.Null(ParameterNames.Check(new('a', 1011)));
        Assert.Equal(NameFault.Form, ParameterNames.Check(new('b', 1012)));
    }

    [Theory]
    [InlineData("/app/key", "/app/key", null)]
    [InlineData("/app/key:3", "/app/key", "3")]
    [InlineData("key:prod", "key", "prod")]
    [InlineData("key:", "key", "")]
    [InlineData(":3", ":3", null)]
    public void A_selector_is_taken_off(string given, string name, string? selector) => Assert.Equal((name, selector), ParameterNames.Split(given));

    [Theory]
    [InlineData(null, 3)]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    [InlineData("4", null)]
    [InlineData("old", 1)]
    [InlineData("Old", null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("99999999999999999999", null)]
    public void A_selector_means_a_version(string? selector, int? number)
    {
        var parameter = new ParameterRecord { Name = "key", Arn = "arn", Versions = [ParameterHistoryTests.Version(1, "old"), ParameterHistoryTests.Version(2), ParameterHistoryTests.Version(3)] };
        Assert.Equal(number, (int?)ParameterNames.Choose(parameter, selector)?.Number);
    }

    [Theory]
    [InlineData("/app/key", "/app", false, true)]
    [InlineData("/app/key", "/app/", false, true)]
    [InlineData("/app/db/key", "/app", false, false)]
    [InlineData("/app/db/key", "/app", true, true)]
    [InlineData("/apple/key", "/app", true, false)]
    [InlineData("/app", "/app", true, false)]
    [InlineData("/key", "/", false, true)]
    [InlineData("key", "/", false, true)]
    [InlineData("/app/key", "/", false, false)]
    [InlineData("/app/key", "/", true, true)]
    public void A_parameter_lies_under_a_path(string name, string path, bool recursive, bool under) => Assert.Equal(under, ParameterNames.IsUnder(name, path, recursive));

    /// <summary>Safety: what is under a path at one level is so at any depth, and never is the path itself.</summary>
    [Fact]
    public void Never_lies_right_under_what_it_does_not_lie_under() => Gen.Select(AnyName, AnyName).Sample((name, path) =>
        (!ParameterNames.IsUnder(name, path, false) || ParameterNames.IsUnder(name, path, true)) && (!ParameterNames.IsUnder(name, path, true) || (name.StartsWith(path, StringComparison.Ordinal) && name.Length > path.Length)));

    /// <summary>Liveness: every name that follows the rules is taken, and lies under each of its parents.</summary>
    [Fact]
    public void Always_is_found_under_each_of_its_parents() => AnyName.Sample(name =>
        ParameterNames.Check(name) is null && Enumerable.Range(0, name.Length).Where(i => name[i] == '/').All(i => ParameterNames.IsUnder(name, i == 0 ? "/" : name[..i], recursive: true)));
}
