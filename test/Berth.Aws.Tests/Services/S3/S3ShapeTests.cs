using Berth.Aws.Services.S3;
using Berth.Testing;

namespace Berth.Aws.Tests.Services.S3;

/// <summary>S3 is laid out like the other services, though its operations are of a kind of their own.</summary>
public sealed class S3ShapeTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src/Berth.Aws/Services/S3");

    [Fact]
    public void One_operation_one_file() => Assert.Equal(
        S3Service.Operations.Keys.Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Folder, "Operations"), "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Fact]
    public void A_service_has_its_table_its_errors_its_names_and_a_readme() =>
        Assert.All(["S3Service.cs", "S3Errors.cs", "S3Names.cs", "README.md"], part => Assert.True(File.Exists(Path.Combine(Folder, part)), part));

    [Fact]
    public void Actions_are_named_as_iam_names_them() => Assert.All(S3Service.Operations.Values, o => Assert.StartsWith("s3:", o.Action, StringComparison.Ordinal));
}
