using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Iam;

internal static class IamNames
{
    public const string RoleKind = "role";
    public const string PolicyKind = "policy";

    /// <summary>The role that nodes sign with, made at first start.</summary>
    public const string InstanceRole = "berthInstanceRole";

    /// <param name="path">Begins and ends with a slash.</param>
    public static string RoleArn(AwsScope scope, string path, string name) => scope.IamArn("role" + path + name);

    /// <summary>arn:aws:iam::ACCOUNT:role/PATH/NAME.</summary>
    public static string RoleNameOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
