using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Security groups and rules as EC2 shows them, and permissions as it reads them.</summary>
internal static class SecurityGroupMapping
{
    public static SecurityGroupShape ToWire(SecurityGroupRecord group, AwsScope scope) => new()
    {
        GroupId = group.GroupId,
        GroupName = group.GroupName,
        Description = group.Description,
        OwnerId = scope.AccountId,
        VpcId = group.VpcId,
        SecurityGroupArn = scope.Arn("ec2", "security-group/" + group.GroupId),
        IpPermissions = ToWire(group.Rules.Where(r => !r.IsEgress), scope),
        IpPermissionsEgress = ToWire(group.Rules.Where(r => r.IsEgress), scope),
        Tags = Ec2Mapping.Tags(group.Tags),
    };

    public static SecurityGroupRuleShape ToWire(SecurityGroupRecord group, SecurityGroupRuleRecord rule, AwsScope scope) => new()
    {
        SecurityGroupRuleId = rule.RuleId,
        SecurityGroupRuleArn = scope.Arn("ec2", "security-group-rule/" + rule.RuleId),
        GroupId = group.GroupId,
        GroupOwnerId = scope.AccountId,
        IsEgress = rule.IsEgress,
        IpProtocol = rule.Protocol,
        FromPort = rule.FromPort,
        ToPort = rule.ToPort,
        CidrIpv4 = rule.CidrIpv4,
        PrefixListId = rule.PrefixListId,
        ReferencedGroupInfo = rule.ReferencedGroupId is { } id ? new() { GroupId = id, UserId = scope.AccountId } : null,
        Description = rule.Description,
        Tags = Ec2Mapping.Tags(rule.Tags ?? new Dictionary<string, string>()),
    };

    public static RevokedSecurityGroupRuleShape Revoked(SecurityGroupRecord group, SecurityGroupRuleRecord rule) => new()
    {
        SecurityGroupRuleId = rule.RuleId,
        GroupId = group.GroupId,
        IsEgress = rule.IsEgress,
        IpProtocol = rule.Protocol,
        FromPort = rule.FromPort,
        ToPort = rule.ToPort,
        CidrIpv4 = rule.CidrIpv4,
        PrefixListId = rule.PrefixListId,
        ReferencedGroupId = rule.ReferencedGroupId,
        Description = rule.Description,
    };

    /// <summary>The list of permissions, or the one that the flat parameters make.</summary>
    /// <exception cref="AwsException">Both were given, or what Berth does not do.</exception>
    public static IReadOnlyList<Permission> Permissions(IReadOnlyList<IpPermissionShape>? permissions, FlatPermission flat, AwsScope scope)
    {
        if (permissions is not { Count: > 0 }) return flat.IsGiven ? [flat.ToPermission(scope)] : [];
        return flat.IsGiven ? throw Ec2Errors.InvalidCombination("The parameter ipPermissions cannot be used with the parameters of a single rule.") : [.. permissions.Select(p => ToPermission(p, scope))];
    }

    public static Permission ToPermission(IpPermissionShape shape, AwsScope scope)
    {
        if (shape.Ipv6Ranges is { Count: > 0 }) throw Ec2Errors.NotYet("IPv6 (ipv6Ranges)");
        return new(shape.IpProtocol, shape.FromPort, shape.ToPort,
        [
            .. (shape.IpRanges ?? []).Select(r => new Peer(PeerKind.Range, r.CidrIp ?? "", r.Description)),
            .. (shape.UserIdGroupPairs ?? []).Select(p => ToPeer(p, scope)),
            .. (shape.PrefixListIds ?? []).Select(l => new Peer(PeerKind.PrefixList, l.PrefixListId ?? "", l.Description)),
        ]);
    }

    /// <summary>What a rule shall be like, for ModifySecurityGroupRules.</summary>
    public static Permission ToPermission(SecurityGroupRuleRequestShape shape)
    {
        if (shape.CidrIpv6 is not null) throw Ec2Errors.NotYet("IPv6 (cidrIpv6)");
        List<Peer> peers =
        [
            .. shape.CidrIpv4 is { } range ? [new(PeerKind.Range, range, shape.Description)] : Array.Empty<Peer>(),
            .. shape.ReferencedGroupId is { } group ? [new(PeerKind.Group, group, shape.Description)] : Array.Empty<Peer>(),
            .. shape.PrefixListId is { } list ? [new(PeerKind.PrefixList, list, shape.Description)] : Array.Empty<Peer>(),
        ];
        if (peers.Count > 1) throw Ec2Errors.InvalidParameter("Only one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId may be specified for a rule.");
        return new(shape.IpProtocol, shape.FromPort, shape.ToPort, peers);
    }

    private static Peer ToPeer(UserIdGroupPairShape pair, AwsScope scope)
    {
        CheckOwner(pair.UserId, pair.GroupId ?? pair.GroupName ?? "", scope);
        if (pair.VpcPeeringConnectionId is not null) throw Ec2Errors.NotYet("VPC peering");
        return pair.GroupId is { } id ? new(PeerKind.Group, id, pair.Description)
            : pair.GroupName is { } name ? new(PeerKind.GroupName, name, pair.Description)
            : throw Ec2Errors.Missing("groupName or groupId");
    }

    internal static void CheckOwner(string? owner, string group, AwsScope scope)
    {
        if (owner is not null && owner != scope.AccountId) throw Ec2Errors.GroupNotFound(group);
    }

    private static IReadOnlyList<IpPermissionShape> ToWire(IEnumerable<SecurityGroupRuleRecord> rules, AwsScope scope) =>
    [
        .. rules.GroupBy(r => (r.Protocol, r.FromPort, r.ToPort)).Select(same => new IpPermissionShape
        {
            IpProtocol = same.Key.Protocol,
            FromPort = HasPorts(same.Key.Protocol) ? same.Key.FromPort : null,
            ToPort = HasPorts(same.Key.Protocol) ? same.Key.ToPort : null,
            IpRanges = [.. same.Where(r => r.CidrIpv4 is not null).Select(r => new IpRangeShape { CidrIp = r.CidrIpv4, Description = r.Description })],
            UserIdGroupPairs = [.. same.Where(r => r.ReferencedGroupId is not null).Select(r => new UserIdGroupPairShape { GroupId = r.ReferencedGroupId, UserId = scope.AccountId, Description = r.Description })],
            Ipv6Ranges = [],
            PrefixListIds = [.. same.Where(r => r.PrefixListId is not null).Select(r => new PrefixListIdShape { PrefixListId = r.PrefixListId, Description = r.Description })],
        }),
    ];

    private static bool HasPorts(string protocol) => protocol is "tcp" or "udp" or "icmp";
}

/// <summary>The parameters by which a request may say one rule without a list.</summary>
internal sealed record FlatPermission(string? CidrIp, int? FromPort, int? ToPort, string? IpProtocol, string? SourceSecurityGroupName, string? SourceSecurityGroupOwnerId)
{
    public bool IsGiven => (CidrIp ?? IpProtocol ?? SourceSecurityGroupName ?? SourceSecurityGroupOwnerId) is not null || FromPort is not null || ToPort is not null;

    /// <summary>A source group without a protocol admits all of that group's.</summary>
    public Permission ToPermission(AwsScope scope)
    {
        if (SourceSecurityGroupName is null) return new(IpProtocol, FromPort, ToPort, CidrIp is null ? [] : [new(PeerKind.Range, CidrIp, null)]);
        if (CidrIp is not null) throw Ec2Errors.InvalidCombination("The parameters cidrIp and sourceSecurityGroupName cannot be used together.");
        SecurityGroupMapping.CheckOwner(SourceSecurityGroupOwnerId, SourceSecurityGroupName, scope);
        return new(IpProtocol ?? "-1", FromPort, ToPort, [new(PeerKind.GroupName, SourceSecurityGroupName, null)]);
    }
}
