using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>The user, group or role whose policies a simulation is about.</summary>
/// <param name="Policies">All that bear on it: of a user, those of its groups too.</param>
/// <param name="Boundary">Null without one.</param>
/// <param name="Keys">What is known of whoever acts as it.</param>
internal sealed record PolicySourceEntity(
    AccessPrincipal Principal, IReadOnlyList<NamedPolicy> Policies, IReadOnlyList<NamedPolicy>? Boundary, IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Keys)
{
    /// <exception cref="AwsException">NoSuchEntity, InvalidInput.</exception>
    public static async Task<PolicySourceEntity> Find(IStore store, string arn, CancellationToken cancel)
    {
        var parts = arn.Split(':', 6);
        var resource = parts is ["arn", _, "iam", _, _, var last] ? last : "";
        var name = IamNames.RoleNameOf(resource);
        return resource[..Math.Max(0, resource.IndexOf('/', StringComparison.Ordinal))] switch
        {
            "user" => await Of(store, arn, HolderKinds.User, name, user => new(user.Arn, user.UserId, null) { UserName = user.Name }, cancel),
            "role" => await Of(store, arn, HolderKinds.Role, name, role => new(role.Arn, role.RoleId, role.Arn), cancel),
            "group" => await OfGroup(store, arn, name, parts[4], cancel),
            _ => throw IamErrors.InvalidInput($"Invalid Entity Arn: {arn} does not clearly define entity type and name."),
        };
    }

    private static async Task<PolicySourceEntity> Of<T>(IStore store, string arn, HolderKind<T> kind, string name, Func<T, Principal> principalOf, CancellationToken cancel)
        where T : PrincipalHolder
    {
        var holder = await store.GetEntity(kind, name, cancel);
        if (holder.Arn != arn) throw kind.Missing(name);
        var principal = principalOf(holder);
        var policies = await new PrincipalPolicyRows(store).Find(principal, cancel);
        var account = arn.Split(':')[4];
        List<KeyValuePair<string, IReadOnlyList<string>>> keys =
        [
            new("aws:PrincipalArn", [arn]), new("aws:PrincipalAccount", [account]), new("aws:PrincipalType", [principal.UserName is null ? "AssumedRole" : "User"]),
            .. holder.Tags.Select(t => new KeyValuePair<string, IReadOnlyList<string>>("aws:PrincipalTag/" + t.Key, [t.Value])),
        ];
        if (principal.UserName is { } userName) keys.AddRange([new("aws:username", [userName]), new("aws:userid", [principal.UserId])]);
        return new(new(arn, principal.RoleArn, account) { UserName = principal.UserName }, policies.Identity, policies.Boundary, keys);
    }

    private static async Task<PolicySourceEntity> OfGroup(IStore store, string arn, string name, string account, CancellationToken cancel)
    {
        var group = await store.GetEntity(HolderKinds.Group, name, cancel);
        if (group.Arn != arn) throw HolderKinds.Group.Missing(name);
        return new(new(arn, null, account), await new PrincipalPolicyRows(store).Of(group, cancel), null, []);
    }
}
