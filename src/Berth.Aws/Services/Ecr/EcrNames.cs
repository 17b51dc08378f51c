using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecr;

internal static class EcrNames
{
    public const string RepositoryKind = "repository";
    public const string ImageKind = "image";
    public const string TagKind = "image-tag";
    public const string LayerKind = "layer";

    public static string RepositoryArn(AwsScope scope, string name) => scope.Arn("ecr", "repository/" + name);

    /// <summary>The registry's name as AWS has it.</summary>
    public static string RegistryHost(AwsScope scope) => $"{scope.AccountId}.dkr.ecr.{scope.Region}.amazonaws.com";

    public static string RepositoryName(string arn)
    {
        var mark = arn.IndexOf(":repository/", StringComparison.Ordinal);
        return mark < 0 ? throw EcrErrors.InvalidParameter($"Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'") : arn[(mark + ":repository/".Length)..];
    }
}
