using Berth.Aws.Services;
using Berth.Testing;

namespace Berth.Aws.Tests.Services;

/// <summary>The services are laid out alike, so that who knows one finds everything in the next.</summary>
public sealed class ServiceShapeTests
{
    public static TheoryData<string> Names => [.. AwsServices.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_operation_one_file(string service)
    {
        var files = Directory.GetFiles(Path.Combine(FolderOf(service), "Operations"), "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);
        Assert.Equal(AwsServices.All.Single(s => s.Name == service).Operations.Keys.Order(StringComparer.Ordinal), files);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_service_has_its_table_its_errors_its_wire_and_a_readme(string service)
    {
        var folder = FolderOf(service);
        var name = Path.GetFileName(folder);
        Assert.All([$"{name}Service.cs", $"{name}Errors.cs", "Wire", "README.md"], part => Assert.True(Path.Exists(Path.Combine(folder, part)), $"{folder} has no {part}."));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_are_named_as_iam_names_them(string service) =>
        Assert.All(AwsServices.All.Single(s => s.Name == service).Operations.Values, o => Assert.StartsWith(service + ":", o.Action, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Scope_names_every_operation(string service)
    {
        var scope = File.ReadAllText(Path.Combine(Repository.Root, "SCOPE.md"));
        Assert.All(AwsServices.All.Single(s => s.Name == service).Operations.Keys, operation => Assert.Contains($"`{operation}`", scope, StringComparison.Ordinal));
    }

    private static string FolderOf(string service) =>
        Directory.GetDirectories(Path.Combine(Repository.Root, "src/Berth.Aws/Services")).Single(d => Path.GetFileName(d).Equals(service, StringComparison.OrdinalIgnoreCase));
}
