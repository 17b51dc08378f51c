namespace Berth.Domain.Network;

/// <summary>An entry as a caller writes it.</summary>
/// <param name="Protocol">-1, a number, or all, tcp, udp, icmp.</param>
/// <param name="FromPort">Null when no range of ports is named.</param>
/// <param name="IcmpType">Null when none is named.</param>
public sealed record AclEntryWish(
    int RuleNumber, bool IsEgress, string Protocol, string RuleAction, string? CidrBlock, int? FromPort = null, int? ToPort = null, int? IcmpType = null, int? IcmpCode = null);

/// <summary>The entries of network ACLs. Source: EC2 API, CreateNetworkAclEntry; VPC user guide, network ACL rules.</summary>
public static class AclEntries
{
    private const int PortMax = 65535;
    private const int IcmpMax = 255;
    private const string Icmp = "1";

    public static NetworkOutcome Create(NetworkState state, string aclId, AclEntryWish wish)
    {
        if (state.Find<NetworkAclRecord>(aclId) is not { } acl) return NetworkRefusals.AclNotFound(aclId);
        if (Judge(wish, out var entry) is { } refused) return refused;
        return At(acl, wish.RuleNumber, wish.IsEgress) is not null
            ? NetworkRefusals.Refuse("NetworkAclEntryAlreadyExists", $"The network acl entry identified by {wish.RuleNumber} already exists.")
            : new NetworkOutcome.Done(state.With(acl with { Entries = InOrder([.. acl.Entries, entry!]) }));
    }

    public static NetworkOutcome Replace(NetworkState state, string aclId, AclEntryWish wish)
    {
        if (state.Find<NetworkAclRecord>(aclId) is not { } acl) return NetworkRefusals.AclNotFound(aclId);
        if (Judge(wish, out var entry) is { } refused) return refused;
        return At(acl, wish.RuleNumber, wish.IsEgress) is { } old
            ? new NetworkOutcome.Done(state.With(acl with { Entries = InOrder([.. acl.Entries.Where(e => e != old), entry!]) }))
            : EntryNotFound(wish.RuleNumber);
    }

    public static NetworkOutcome Delete(NetworkState state, string aclId, int number, bool isEgress)
    {
        if (state.Find<NetworkAclRecord>(aclId) is not { } acl) return NetworkRefusals.AclNotFound(aclId);
        if (Number(number) is { } refused) return refused;
        return At(acl, number, isEgress) is { } old ? new NetworkOutcome.Done(state.With(acl with { Entries = [.. acl.Entries.Where(e => e != old)] })) : EntryNotFound(number);
    }

    private static NetworkOutcome? Judge(AclEntryWish wish, out AclEntryRecord? entry)
    {
        entry = null;
        if (Number(wish.RuleNumber) is { } number) return number;
        if (wish.RuleAction is not ("allow" or "deny")) return NetworkRefusals.InvalidValue($"Value ({wish.RuleAction}) for parameter ruleAction is invalid. Allowed values are allow, deny.");
        if (wish.CidrBlock is null) return NetworkRefusals.Missing("cidrBlock");
        if (Cidr.Masked(wish.CidrBlock) is not { } range) return NetworkRefusals.InvalidValue($"Value ({wish.CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.");
        if (ProtocolOf(wish.Protocol) is not { } protocol) return NetworkRefusals.InvalidValue($"Invalid value '{wish.Protocol}' for IP protocol. Unknown protocol.");
        var (from, to) = (-1, -1);
        if (protocol is "6" or "17")
        {
            if (wish is not { FromPort: { } first, ToPort: { } last }) return NetworkRefusals.Missing("portRange");
            if (first is < 0 or > PortMax || last is < 0 or > PortMax || first > last) return NetworkRefusals.InvalidValue($"Invalid port range ({first}-{last}): from and to must be between 0 and {PortMax}, from no greater than to.");
            (from, to) = (first, last);
        }
        else if (protocol == Icmp)
        {
            if (wish is not { IcmpType: { } type, IcmpCode: { } code }) return NetworkRefusals.Missing("icmpTypeCode");
            if (type is < -1 or > IcmpMax || code is < -1 or > IcmpMax || (type == -1 && code != -1)) return NetworkRefusals.InvalidValue($"Invalid ICMP type and code ({type}, {code}): each must be between -1 and {IcmpMax}, the code -1 when the type is.");
            (from, to) = (type, code);
        }

        entry = new(wish.RuleNumber, wish.IsEgress, wish.RuleAction == "allow", protocol, from, to, range.ToString());
        return null;
    }

    private static string? ProtocolOf(string name) => name.ToLowerInvariant() switch
    {
        "-1" or "all" => "-1",
        "tcp" => "6",
        "udp" => "17",
        "icmp" => Icmp,
        var number when byte.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) => $"{value}",
        _ => null,
    };

    /// <summary>32767 is the entry that denies the rest; nobody makes or changes it.</summary>
    private static NetworkOutcome? Number(int number) => number is >= 1 and < AclEntryRecord.LastNumber ? null
        : NetworkRefusals.InvalidValue($"Value ({number}) for parameter ruleNumber is invalid. Rule numbers are between 1 and {AclEntryRecord.LastNumber - 1}.");

    private static AclEntryRecord? At(NetworkAclRecord acl, int number, bool isEgress) => acl.Entries.FirstOrDefault(e => e.RuleNumber == number && e.IsEgress == isEgress);

    private static IReadOnlyList<AclEntryRecord> InOrder(IReadOnlyList<AclEntryRecord> entries) => [.. entries.OrderBy(e => e.IsEgress).ThenBy(e => e.RuleNumber)];

    private static NetworkOutcome EntryNotFound(int number) => NetworkRefusals.Refuse("InvalidNetworkAclEntry.NotFound", $"The network acl entry identified by {number} does not exist");
}
