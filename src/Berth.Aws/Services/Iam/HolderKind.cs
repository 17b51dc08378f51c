using Berth.Domain.Access;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Iam;

/// <summary>A kind of entity that has policies, with what IAM says of it and allows it.</summary>
/// <param name="Row">Kind of its rows, and the word for it in ARNs and error texts.</param>
/// <param name="AttachedQuota">As LimitExceeded names it.</param>
/// <param name="InlineMax">Characters that its inline policies may have together.</param>
/// <param name="Guard">Refuses to change what only AWS changes.</param>
internal sealed record HolderKind<T>(string Row, string AttachedQuota, int InlineMax, Action<T> Guard)
    where T : PolicyHolder
{
    public string Arn(AwsScope scope, string path, string name) => scope.IamArn(Row + path + name);

    public AwsException Missing(string name) => IamErrors.NoSuchEntity($"The {Row} with name {name} cannot be found.");

    public AwsException Exists(string name) => IamErrors.AlreadyExists($"{char.ToUpperInvariant(Row[0])}{Row[1..]} with name {name} already exists.");

    public AwsException NoInline(string policyName) => IamErrors.NoSuchEntity($"The {Row} policy with name {policyName} cannot be found.");
}

internal static class HolderKinds
{
    public static readonly HolderKind<RoleRecord> Role = new(IamNames.RoleKind, "PoliciesPerRole", PolicySizes.InlineOfRoleMax, GuardRole);
    public static readonly HolderKind<UserRecord> User = new(IamNames.UserKind, "PoliciesPerUser", PolicySizes.InlineOfUserMax, _ => { });
    public static readonly HolderKind<GroupRecord> Group = new(IamNames.GroupKind, "PoliciesPerGroup", PolicySizes.InlineOfGroupMax, _ => { });

    /// <exception cref="AwsException">UnmodifiableEntity for a service-linked role.</exception>
    public static void GuardRole(RoleRecord role)
    {
        if (role.LinkedService is not null) throw IamErrors.Unmodifiable($"Cannot perform the operation on the protected role '{role.Name}' - this role is only modifiable by AWS");
    }
}
