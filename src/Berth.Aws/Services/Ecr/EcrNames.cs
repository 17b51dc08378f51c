using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecr;

internal static class EcrNames
{
    public const string RepositoryKind = "repository";
    public const string ImageKind = "image";
    public const string TagKind = "image-tag";
    public const string LayerKind = "layer";
    public const string LifecyclePolicyKind = "lifecycle-policy";
    public const string LifecyclePreviewKind = "lifecycle-preview";

    public static string RepositoryArn(AwsScope scope, string name) => scope.Arn("ecr", "repository/" + name);

    /// <summary>The registry's name as AWS has it.</summary>
    public static string RegistryHost(AwsScope scope) => $"{scope.AccountId}.dkr.ecr.{scope.Region}.amazonaws.com";

    /// <summary>The whole ARN must be the one that IAM was asked about: another account's or region's names nothing here.</summary>
    public static string RepositoryName(string arn, AwsScope scope)
    {
        var prefix = RepositoryArn(scope, "");
        return arn.StartsWith(prefix, StringComparison.Ordinal) ? arn[prefix.Length..] : throw EcrErrors.Unsatisfied("resourceArn", "Invalid ARN");
    }
}
