using System.Globalization;

namespace Berth.Domain.Network;

/// <summary>What a caller says of rules: one protocol and its ports, for any number of peers. Each peer makes a rule.</summary>
/// <param name="Protocol">A name or a number, as the caller wrote it.</param>
public sealed record Permission(string? Protocol, int? FromPort, int? ToPort, IReadOnlyList<Peer> Peers);

/// <summary>The other end of a rule.</summary>
/// <param name="Id">A range, a group's id or name, or a prefix list's id, as the caller wrote it.</param>
public sealed record Peer(PeerKind Kind, string Id, string? Description);

/// <summary>What a rule is about: its other end.</summary>
public enum PeerKind
{
    Range,
    Group,

    /// <summary>A group of the default VPC, by its name.</summary>
    GroupName,
    PrefixList,
}

/// <summary>Reads permissions as EC2 does. Source: EC2 API, IpPermission; EC2 user guide, security group rules.</summary>
public static class Permissions
{
    private const int PortMax = 65535;
    private const int IcmpMax = 255;

    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal) { ["6"] = "tcp", ["17"] = "udp", ["1"] = "icmp", ["all"] = "-1" };

    /// <summary>The rules that permissions come to, without ids.</summary>
    /// <param name="group">Whose rules they shall be, or are.</param>
    public static (IReadOnlyList<SecurityGroupRuleRecord> Rules, NetworkOutcome? Refusal) Read(
        NetworkState state, NetworkWorld world, SecurityGroupRecord group, bool isEgress, IReadOnlyList<Permission> permissions)
    {
        var rules = new List<SecurityGroupRuleRecord>();
        foreach (var permission in permissions)
        {
            var (frame, refusal) = Frame(permission, isEgress);
            if (refusal is not null) return ([], refusal);
            if (permission.Peers.Count == 0) return ([], SecurityGroupRefusals.PeerMissing());
            foreach (var peer in permission.Peers)
            {
                var (rule, wrong) = WithPeer(frame, peer, state, world, group);
                if (wrong is not null) return ([], wrong);
                if (rules.Exists(rule.AdmitsTheSame)) return ([], SecurityGroupRefusals.PermissionTwice());
                rules.Add(rule);
            }
        }

        return rules.Count > 0 ? (rules, null) : ([], SecurityGroupRefusals.PeerMissing());
    }

    /// <summary>Protocol and ports, no peer yet.</summary>
    private static (SecurityGroupRuleRecord Rule, NetworkOutcome? Refusal) Frame(Permission permission, bool isEgress)
    {
        var none = new SecurityGroupRuleRecord("", isEgress, "-1", -1, -1, null, null, null);
        if (string.IsNullOrEmpty(permission.Protocol)) return (none, SecurityGroupRefusals.ProtocolMissing());
        var (from, to) = (permission.FromPort, permission.ToPort);
        switch (Protocol(permission.Protocol))
        {
            case null:
                return (none, SecurityGroupRefusals.ProtocolUnknown(permission.Protocol));
            case "58":
                return (none, NetworkRefusals.Refuse("UnsupportedOperation", "Berth does not do IPv6 (protocol icmpv6) yet. Leave it out, or see SCOPE.md for what it does."));
            case "tcp" or "udp" when from is null || to is null:
                return (none, SecurityGroupRefusals.PortsMissing("TCP/UDP"));
            case "tcp" or "udp" when from is < 0 or > PortMax || to is < 0 or > PortMax:
                return (none, SecurityGroupRefusals.OutOfRange("TCP/UDP port", from is < 0 or > PortMax ? from.Value : to.Value));
            case "tcp" or "udp" when from > to:
                return (none, SecurityGroupRefusals.PortsReversed(from.Value, to.Value));
            case "icmp" when from is null || to is null:
                return (none, SecurityGroupRefusals.PortsMissing("ICMP"));
            case "icmp" when from is < -1 or > IcmpMax:
                return (none, SecurityGroupRefusals.OutOfRange("ICMP type", from.Value));
            case "icmp" when to is < -1 or > IcmpMax || (from == -1 && to != -1):
                return (none, SecurityGroupRefusals.OutOfRange("ICMP code", to.Value));
            case var protocol and ("tcp" or "udp" or "icmp"):
                return (none with { Protocol = protocol, FromPort = from!.Value, ToPort = to!.Value }, null);
            case var other:
                // Of other protocols every packet passes, whatever ports are named.
                return (none with { Protocol = other }, null);
        }
    }

    /// <returns>tcp, udp, icmp, -1 or a number; null when there is no such protocol.</returns>
    private static string? Protocol(string written)
    {
        var lower = written.ToLowerInvariant();
        if (Numbers.TryGetValue(lower, out var name)) return name;
        if (lower is "tcp" or "udp" or "icmp" or "-1") return lower;
        if (lower == "icmpv6") return "58";
        return byte.TryParse(lower, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Known(number.ToString(CultureInfo.InvariantCulture)) : null;
    }

    private static string Known(string number) => Numbers.GetValueOrDefault(number, number);

    private static (SecurityGroupRuleRecord Rule, NetworkOutcome? Refusal) WithPeer(SecurityGroupRuleRecord frame, Peer peer, NetworkState state, NetworkWorld world, SecurityGroupRecord group)
    {
        if (peer.Description is { } text && !SecurityGroups.IsText(text)) return (frame, SecurityGroupRefusals.RuleDescriptionInvalid());
        var described = frame with { Description = string.IsNullOrEmpty(peer.Description) ? null : peer.Description };
        switch (peer.Kind)
        {
            case PeerKind.Range:
                return Cidr.Masked(peer.Id) is { } range ? (described with { CidrIpv4 = range.ToString() }, null) : (frame, SecurityGroupRefusals.CidrMalformed(peer.Id));
            case PeerKind.PrefixList:
                return VpcSnapshots.PrefixList(peer.Id, state, world) is not null
                    ? (described with { PrefixListId = peer.Id }, null)
                    : (frame, NetworkRefusals.NotFound("InvalidPrefixListId.NotFound", "prefix list", peer.Id));
            case PeerKind.Group or PeerKind.GroupName:
                var (found, refusal) = peer.Kind == PeerKind.Group ? SecurityGroups.Find(state, peer.Id, null) : SecurityGroups.Find(state, null, peer.Id);
                if (found is null) return (frame, refusal);
                return found.VpcId == group.VpcId ? (described with { ReferencedGroupId = found.GroupId }, null) : (frame, SecurityGroupRefusals.OtherNetwork());
            default:
                throw new ArgumentOutOfRangeException(nameof(peer), peer.Kind, "Unknown kind of peer.");
        }
    }
}
