using Berth.Domain.Access;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Iam;

internal static class IamNames
{
    public const string RoleKind = "role";
    public const string PolicyKind = "policy";
    public const string UserKind = "user";
    public const string AccessKeyKind = "access-key";
    public const string AccessKeyUseKind = "access-key-use";
    public const string GroupKind = "group";
    public const string InstanceProfileKind = "instance-profile";
    public const string RoleDeletionKind = "role-deletion";

    /// <summary>The role that nodes sign with, made at first start, and its instance profile.</summary>
    public const string InstanceRole = "berthInstanceRole";

    /// <param name="path">Begins and ends with a slash.</param>
    public static string RoleArn(AwsScope scope, string path, string name) => scope.IamArn("role" + path + name);

    public static string InstanceProfileArn(AwsScope scope, string path, string name) => scope.IamArn("instance-profile" + path + name);

    /// <summary>Whether a role is the one that was named: by its whole ARN, or by its bare name.</summary>
    public static bool Means(RoleRecord role, string given) => given.StartsWith("arn:", StringComparison.Ordinal) ? role.Arn == given : role.Name == given;

    /// <summary>arn:aws:iam::ACCOUNT:role/PATH/NAME. Other entities' ARNs are built alike.</summary>
    public static string RoleNameOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    /// <summary>The path of a policy, with both its slashes.</summary>
    public static string PolicyPathOf(string arn) => arn[arn.IndexOf('/', StringComparison.Ordinal)..(arn.LastIndexOf('/') + 1)];

    /// <param name="prefix">AIDA for users, AROA for roles, AGPA for groups, AIPA for instance profiles, ANPA for managed policies.</param>
    public static string NewId(string prefix, IIdSource ids) => prefix + ids.Hex(17).ToUpperInvariant();
}
