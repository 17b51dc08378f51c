using Berth.Domain.Containers;
using CsCheck;

namespace Berth.Domain.Tests.Containers;

public sealed class ContainerPathTests
{
    private static readonly string[] Names = ["..", ".", "", "a", "b.", "..."];

    private static readonly Gen<string> AnyPath = Gen.Int[0, Names.Length - 1].Select(i => Names[i]).Array[0, 8].Select(parts => "/" + string.Join('/', parts));

    [Theory]
    [InlineData("/", "/", 0)]
    [InlineData("/data/", "/data", 1)]
    [InlineData("//a//./b/", "/a/b", 2)]
    [InlineData("/a/../../../etc", "/etc", 1)]
    [InlineData("a/b", "/a/b", 2)]
    public void Has_one_spelling(string path, string tidy, int depth) => Assert.Equal((tidy, depth), (ContainerPath.Tidy(path), ContainerPath.Depth(path)));

    [Theory]
    [InlineData("/proc", "/proc", true)]
    [InlineData("/proc/sys", "/proc", true)]
    [InlineData("/process", "/proc", false)]
    public void Knows_what_lies_below(string path, string directory, bool within) => Assert.Equal(within, ContainerPath.IsWithin(path, directory));

    [Fact]
    public void Never_leads_above_the_root() => AnyPath.Sample(path => !ContainerPath.Tidy(path).Split('/').Contains(".."));

    [Fact]
    public void Tidying_twice_changes_nothing() => AnyPath.Sample(path => ContainerPath.Tidy(ContainerPath.Tidy(path)) == ContainerPath.Tidy(path));
}
