using System.Xml.Linq;
using Berth.Testing;

namespace Berth.Server.Tests.Layout;

/// <summary>Arrows between projects point one way, towards the domain: ARCHITECTURE.md draws them, this holds them.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Berth.Domain"] = [],
        ["Berth.AgentProtocol"] = [],
        ["Berth.Storage"] = ["Berth.Domain"],
        ["Berth.Contracts"] = ["Berth.Domain"],
        ["Berth.Cluster"] = ["Berth.Domain", "Berth.Contracts", "Berth.Storage"],
        ["Berth.Aws"] = ["Berth.Domain", "Berth.Contracts", "Berth.Storage", "Berth.AgentProtocol"],
        ["Berth.Node"] = ["Berth.Domain", "Berth.AgentProtocol"],
        ["Berth.Server"] = ["Berth.Domain", "Berth.Contracts", "Berth.Storage", "Berth.Cluster", "Berth.Aws", "Berth.Node"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_what_lies_below_it(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        var used = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/'))).ToList();
        Assert.True(Allowed.ContainsKey(project), $"{project} is new: say here what it may use, and draw it in ARCHITECTURE.md.");
        Assert.Subset(Allowed[project].ToHashSet(), used.ToHashSet());
    }

    [Fact]
    public void The_domain_needs_nothing_but_the_runtime()
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src/Berth.Domain/Berth.Domain.csproj"));
        Assert.Empty(file.Descendants("PackageReference"));
        Assert.Empty(file.Descendants("FrameworkReference"));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place() => Assert.All(
        Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories).SelectMany(f => XDocument.Load(f).Descendants("PackageReference")),
        package => Assert.Null(package.Attribute("Version")));
}
