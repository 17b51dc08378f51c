using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Everything that IAM knows of the account, cut into pages: users, groups, roles and policies, each with all that belongs to it.</summary>
internal sealed class AccountDetails
{
    /// <summary>Of every entity, in the order of its ARN.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    private IReadOnlyDictionary<string, PolicyHolder> Holders { get; init; } = new Dictionary<string, PolicyHolder>();

    private IReadOnlyDictionary<string, PolicyRecord> Policies { get; init; } = new Dictionary<string, PolicyRecord>();

    private IReadOnlyList<InstanceProfileRecord> Profiles { get; init; } = [];

    private AttachedCounts Use { get; init; } = AttachedCounts.Of([]);

    /// <param name="filter">User, Group, Role, LocalManagedPolicy, AWSManagedPolicy; everything when there is none.</param>
    public static async Task<AccountDetails> Read(IStore store, IReadOnlyList<string>? filter, CancellationToken cancel)
    {
        bool Wants(string kind) => filter is not { Count: > 0 } || filter.Contains(kind, StringComparer.Ordinal);
        IReadOnlyList<PolicyHolder> holders =
        [
            .. await store.FindAll<UserRecord>(IamNames.UserKind, cancel: cancel),
            .. await store.FindAll<GroupRecord>(IamNames.GroupKind, cancel: cancel),
            .. await store.FindAll<RoleRecord>(IamNames.RoleKind, cancel: cancel),
        ];
        var use = AttachedCounts.Of(holders);
        var shown = holders.Where(h => Wants(h switch { UserRecord => "User", GroupRecord => "Group", _ => "Role" })).ToDictionary(h => h.Arn, StringComparer.Ordinal);

        // Of AWS's policies those that are used are told, as IAM does it.
        var policies = (await new PolicyRows(store).All(cancel)).Where(p => AwsManagedPolicies.IsAws(p.Arn)
            ? Wants("AWSManagedPolicy") && use.AttachmentsOf(p.Arn) + use.BoundariesOf(p.Arn) > 0
            : Wants("LocalManagedPolicy")).ToDictionary(p => p.Arn, StringComparer.Ordinal);
        return new()
        {
            Keys = [.. shown.Keys.Concat(policies.Keys).Order(StringComparer.Ordinal)],
            Holders = shown,
            Policies = policies,
            Profiles = await store.FindAll<InstanceProfileRecord>(IamNames.InstanceProfileKind, cancel: cancel),
            Use = use,
        };
    }

    public GetAccountAuthorizationDetailsResponse ToWire(IReadOnlyList<string> keys)
    {
        var holders = keys.Select(k => Holders.GetValueOrDefault(k)).OfType<PolicyHolder>().ToList();
        return new()
        {
            UserDetailList = [.. holders.OfType<UserRecord>().Select(ToWire)],
            GroupDetailList = [.. holders.OfType<GroupRecord>().Select(ToWire)],
            RoleDetailList = [.. holders.OfType<RoleRecord>().Select(ToWire)],
            Policies = [.. keys.Select(k => Policies.GetValueOrDefault(k)).OfType<PolicyRecord>().Select(ToWire)],
        };
    }

    private static UserDetailShape ToWire(UserRecord user) => new()
    {
        Path = user.Path,
        UserName = user.Name,
        UserId = user.UserId,
        Arn = user.Arn,
        CreateDate = user.CreatedAt,
        UserPolicyList = Inline(user),
        GroupList = user.GroupNames,
        AttachedManagedPolicies = Attached(user),
        PermissionsBoundary = IamMapping.ToBoundary(user),
        Tags = IamMapping.ToWire(user.Tags),
    };

    private static GroupDetailShape ToWire(GroupRecord group) => new()
    {
        Path = group.Path,
        GroupName = group.Name,
        GroupId = group.GroupId,
        Arn = group.Arn,
        CreateDate = group.CreatedAt,
        GroupPolicyList = Inline(group),
        AttachedManagedPolicies = Attached(group),
    };

    private RoleDetailShape ToWire(RoleRecord role) => new()
    {
        Path = role.Path,
        RoleName = role.Name,
        RoleId = role.RoleId,
        Arn = role.Arn,
        CreateDate = role.CreatedAt,
        AssumeRolePolicyDocument = Uri.EscapeDataString(role.AssumeRolePolicyDocument),
        InstanceProfileList = [.. Profiles.Where(p => p.RoleNames.Contains(role.Name, StringComparer.Ordinal)).Select(p => IamMapping.ToWire(p, [role]))],
        RolePolicyList = Inline(role),
        AttachedManagedPolicies = Attached(role),
        PermissionsBoundary = IamMapping.ToBoundary(role),
        Tags = IamMapping.ToWire(role.Tags),
    };

    private ManagedPolicyDetailShape ToWire(PolicyRecord policy)
    {
        var shape = IamMapping.ToWire(policy, Use);
        return new()
        {
            PolicyName = shape.PolicyName,
            PolicyId = shape.PolicyId,
            Arn = shape.Arn,
            Path = shape.Path,
            DefaultVersionId = shape.DefaultVersionId,
            AttachmentCount = shape.AttachmentCount,
            PermissionsBoundaryUsageCount = shape.PermissionsBoundaryUsageCount,
            IsAttachable = shape.IsAttachable,
            Description = shape.Description,
            CreateDate = shape.CreateDate,
            UpdateDate = shape.UpdateDate,
            PolicyVersionList = [.. policy.AllVersions.Select(v => IamMapping.ToWire(v, policy, withDocument: true))],
        };
    }

    private static IReadOnlyList<PolicyDetailShape> Inline(PolicyHolder holder) =>
        [.. holder.InlinePolicies.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new PolicyDetailShape { PolicyName = p.Key, PolicyDocument = Uri.EscapeDataString(p.Value) })];

    private static IReadOnlyList<AttachedPolicyShape> Attached(PolicyHolder holder) => [.. holder.AttachedPolicyArns.Select(IamMapping.ToAttached)];
}
