namespace Berth.Domain.Network;

/// <summary>Making and deleting sets of DHCP options, and giving them to VPCs. A set never changes. Source: EC2 API, CreateDhcpOptions; VPC user guide, DHCP option sets.</summary>
public static class DhcpOptionSets
{
    private const int ServersMax = 4;
    private const int DomainLengthMax = 253;

    private static readonly string[] NodeTypes = ["1", "2", "4", "8"];

    /// <param name="options">Each name with its values, in the order given.</param>
    /// <returns>Ids: the set's.</returns>
    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, IReadOnlyList<(string Name, IReadOnlyList<string> Values)> options, IReadOnlyDictionary<string, string> tags)
    {
        if (options.Count == 0) return NetworkRefusals.Refuse("MissingParameter", "The request must contain the parameter dhcpConfiguration");
        var kept = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in options)
        {
            if (Check(name, values) is { } fault) return NetworkRefusals.InvalidValue(fault);
            if (!kept.TryAdd(name, values)) return NetworkRefusals.InvalidValue($"Value ({name}) for parameter name is invalid. The option is given more than once.");
        }

        var made = new DhcpOptionsRecord(world.NewId("dopt"), kept, tags);
        return new NetworkOutcome.Done(state.With(made), made.DhcpOptionsId);
    }

    public static NetworkOutcome Delete(NetworkState state, string id)
    {
        if (state.Find<DhcpOptionsRecord>(id) is null) return NotFound(id);
        return state.Of<VpcRecord>().Any(v => v.DhcpOptionsId == id) ? NetworkRefusals.DependencyViolation("dhcpOptions", id) : new NetworkOutcome.Done(state.Without(id));
    }

    /// <param name="id"><see cref="DhcpOptionsRecord.None"/>: the VPC shall have no options.</param>
    public static NetworkOutcome Associate(NetworkState state, string id, string vpcId)
    {
        if (id != DhcpOptionsRecord.None && state.Find<DhcpOptionsRecord>(id) is null) return NotFound(id);
        if (state.Find<VpcRecord>(vpcId) is not { } vpc) return NetworkRefusals.VpcNotFound(vpcId);
        return new NetworkOutcome.Done(vpc.DhcpOptionsId == id ? state : state.With(vpc with { DhcpOptionsId = id }));
    }

    private static NetworkOutcome NotFound(string id) => NetworkRefusals.NotFound("InvalidDhcpOptionID.NotFound", "dhcpOption", id);

    /// <returns>What is wrong, or null.</returns>
    private static string? Check(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return $"Value () for parameter {name} is invalid. The option has no value.";
        return name switch
        {
            DhcpOptionsRecord.DomainName => values is [{ Length: > 0 and <= DomainLengthMax } domain] && domain.Trim().Length > 0 && domain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ' ')
                ? null
                : Wrong(name, values, "A domain name is expected."),
            DhcpOptionsRecord.NameServers => Servers(name, values, DhcpOptionsRecord.AmazonProvided),
            "ntp-servers" or "netbios-name-servers" => Servers(name, values, null),
            "netbios-node-type" => values is [var type] && NodeTypes.Contains(type) ? null : Wrong(name, values, "The NetBIOS node type must be 1, 2, 4, or 8."),
            _ => $"Value ({name}) for parameter name is invalid. Unknown DHCP option",
        };
    }

    private static string? Servers(string name, IReadOnlyList<string> values, string? alsoAllowed)
    {
        if (values.Count > ServersMax) return Wrong(name, values, $"At most {ServersMax} servers can be given.");
        return values.FirstOrDefault(v => v != alsoAllowed && Cidr.TryAddress(v) is null) is { } bad ? Wrong(name, [bad], "An IPv4 address is expected.") : null;
    }

    private static string Wrong(string name, IReadOnlyList<string> values, string why) => $"Value ({string.Join(",", values)}) for parameter {name} is invalid. {why}";
}
