namespace Berth.Domain.Network;

/// <summary>How machines of a VPC look names up: what its DHCP options come to. Source: VPC user guide, DHCP option sets.</summary>
/// <param name="Servers">Addresses, in the order to ask them.</param>
/// <param name="Search">Domains that a short name is looked for in.</param>
public sealed record NameSettings(IReadOnlyList<string> Servers, IReadOnlyList<string> Search)
{
    /// <summary>What a resolv.conf holds; those behind are never asked. Source: resolv.conf(5), MAXNS.</summary>
    public const int ServersMax = 3;

    /// <summary>Where the resolver of every VPC answers, beside the VPC's own address. Source: VPC user guide, DNS attributes.</summary>
    public const string LinkLocalResolver = "169.254.169.253";

    public static NameSettings Of(VpcSnapshot vpc) => new(
        [.. vpc.NameServers.Select(s => s == DhcpOptionsRecord.AmazonProvided ? Cidr.Text(vpc.ResolverAddress) : s).Take(ServersMax)],
        vpc.DomainName?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);

    /// <summary>What a VPC is taken for as long as the control plane has not described it: the options that an account starts with.</summary>
    public static VpcSnapshot Undescribed(string vpcId, Cidr block, string region) =>
        new(vpcId, 0, block) { NameServers = [DhcpOptionsRecord.AmazonProvided], DomainName = SubnetAddresses.PrivateDomain(region) };

    /// <summary>Lines of /etc/resolv.conf.</summary>
    public IReadOnlyList<string> ResolvConf => [.. Search.Count > 0 ? [$"search {string.Join(' ', Search)}"] : (string[])[], .. Servers.Select(s => "nameserver " + s)];
}
