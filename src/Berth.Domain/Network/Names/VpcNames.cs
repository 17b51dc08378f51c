namespace Berth.Domain.Network;

/// <summary>
/// What names mean inside a VPC: services at their public addresses, whether or not a route leads there, or at an interface endpoint's private addresses where that has private DNS;
/// endpoints' own names; machines' private names, and the names of addresses. Pure. Source: VPC user guide, DNS attributes; PrivateLink guide, DNS hostnames; Route 53 developer guide,
/// autodefined rules.
/// </summary>
/// <param name="zone">Of who asks: an endpoint's address in the same zone comes first.</param>
public sealed class VpcNames(VpcSnapshot vpc, string region, PublicPool pool, string? zone = null)
{
    private const string ReverseDomain = ".in-addr.arpa";

    /// <summary>Machines' names of every region lie in one of them, and the world knows none.</summary>
    private static readonly string[] PrivateDomains = ["compute.internal", "ec2.internal"];

    /// <summary>Nobody else is asked for the names of such addresses, that they stay within the VPC. Source: RFC 6303.</summary>
    private static readonly IReadOnlyList<Cidr> PrivateRanges =
        [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "198.18.0.0/15" }.Select(Cidr.Parse)];

    /// <param name="name">Labels joined by dots, in any case, with or without a dot at the end; a label never has a dot of its own.</param>
    public NameAnswer Resolve(string name)
    {
        if (!vpc.DnsSupport) return new NameAnswer.Silence();
        var asked = (name.EndsWith('.') ? name[..^1] : name).ToLowerInvariant();
        return OfEndpoint(asked) ?? OfService(asked) ?? OfMachine(asked) ?? OfAddress(asked) ?? OfLoopback(asked) ?? new NameAnswer.Elsewhere();
    }

    /// <returns>The private name that an address of the VPC has; null when it is none of ours.</returns>
    public string? NameOf(uint address) => vpc.DnsSupport && vpc.Block.Contains(address) ? SubnetAddresses.PrivateDnsName(Cidr.Text(address), region) : null;

    /// <summary>
    /// The names that an interface endpoint has for itself, the regional one first. Samples: <c>vpce-0123-abcdefgh.logs.ap-northeast-1.vpce.amazonaws.com</c>,
    /// <c>vpce-0123-abcdefgh-ap-northeast-1a.dkr.ecr.ap-northeast-1.vpce.amazonaws.com</c>; S3's begin with <c>*.</c>, for a bucket's name stands there.
    /// </summary>
    /// <param name="service">Of <see cref="PublicServices"/>: <c>ecr.api</c>, whose names have <c>api.ecr</c>.</param>
    public static IReadOnlyList<string> OfEndpoint(string endpointId, string service, IEnumerable<string> zones, string region)
    {
        var suffix = "." + EndpointDomain(service, region);
        var label = (service == PublicServices.S3 ? "*." : "") + EndpointLabel(endpointId);
        return [label + suffix, .. zones.Distinct(StringComparer.Ordinal).Select(z => $"{label}-{z}{suffix}")];
    }

    /// <summary>Below which an endpoint's own names lie: the service's name with vpce between region and domain. Sample: <c>api.ecr.ap-northeast-1.vpce.amazonaws.com</c>.</summary>
    public static string EndpointDomain(string service, string region)
    {
        var own = PublicServices.All.FirstOrDefault(s => s.Name == service) is { } known ? PublicServices.HostName(known, region) : $"{service}.{region}.amazonaws.com";
        return $"{own[(own.StartsWith("*.", StringComparison.Ordinal) ? 2 : 0)..^".amazonaws.com".Length]}.vpce.amazonaws.com";
    }

    private static string EndpointLabel(string endpointId) => $"{endpointId}-{endpointId[^8..]}";

    private IReadOnlyList<uint> InOrder(IEnumerable<EndpointAddress> addresses) =>
        [.. addresses.OrderBy(a => a.AvailabilityZone != zone).ThenBy(a => a.AvailabilityZone, StringComparer.Ordinal).ThenBy(a => a.Address).Select(a => a.Address)];

    private NameAnswer? OfEndpoint(string name)
    {
        if (!IsBelow(name, $"{region}.vpce.amazonaws.com")) return null;
        foreach (var endpoint in vpc.Endpoints)
        {
            var suffix = "." + EndpointDomain(endpoint.Service, region);
            if (!name.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var label = name[..^suffix.Length];

            // In front of S3's stands the bucket.
            if (endpoint.Service == PublicServices.S3) label = label[(label.LastIndexOf('.') + 1)..];
            var own = EndpointLabel(endpoint.EndpointId);
            if (label == own) return new NameAnswer.Found(InOrder(endpoint.Addresses));
            if (endpoint.Addresses.Where(a => label == $"{own}-{a.AvailabilityZone}").ToList() is { Count: > 0 } inZone) return new NameAnswer.Found(InOrder(inZone));
        }

        return new NameAnswer.NoSuchName();
    }

    /// <summary>An endpoint's private DNS is of the region's names: the global ones of STS and S3 stay public. Source: PrivateLink guide; STS's regional endpoints are the ones it has endpoints for.</summary>
    private NameAnswer? OfService(string name)
    {
        if (PublicServices.ByHostName(name, region) is not { } service) return null;
        var mapped = IsBelow(name, region + ".amazonaws.com") ? vpc.Endpoints.Where(e => e.PrivateDns && e.Service == service.Name).SelectMany(e => e.Addresses).ToList() : [];
        return new NameAnswer.Found(mapped.Count > 0 ? InOrder(mapped) : [PublicServices.Address(service, pool)]);
    }

    /// <summary>Sample: <c>ip-172-31-0-4.ap-northeast-1.compute.internal</c>. Every address of the VPC has its name, whether or not somebody has the address.</summary>
    private NameAnswer? OfMachine(string name)
    {
        if (name == SubnetAddresses.PrivateDomain(region)) return new NameAnswer.Found([]);
        if (!PrivateDomains.Any(d => name == d || IsBelow(name, d))) return null;
        var label = name[..Math.Max(0, name.IndexOf('.', StringComparison.Ordinal))];

        // A name is an address's only when it is written as we write it, in our region's domain.
        return label.StartsWith("ip-", StringComparison.Ordinal) && Address(label[3..].Split('-')) is { } address && NameOf(address) == name
            ? new NameAnswer.Found([address])
            : new NameAnswer.NoSuchName();
    }

    /// <summary>Sample: <c>4.0.31.172.in-addr.arpa</c>.</summary>
    private NameAnswer? OfAddress(string name)
    {
        if (!name.EndsWith(ReverseDomain, StringComparison.Ordinal) || Address([.. name[..^ReverseDomain.Length].Split('.').Reverse()]) is not { } address) return null;
        if (NameOf(address) is { } own) return new NameAnswer.Named(own);
        return PrivateRanges.Any(r => r.Contains(address)) ? new NameAnswer.NoSuchName() : null;
    }

    /// <summary>Source: RFC 6761, 6.3.</summary>
    private static NameAnswer? OfLoopback(string name) => name == "localhost" || IsBelow(name, "localhost") ? new NameAnswer.Found([(127u << 24) + 1]) : null;

    private static bool IsBelow(string name, string domain) => name.Length > domain.Length && name.EndsWith(domain, StringComparison.Ordinal) && name[^(domain.Length + 1)] == '.';

    /// <returns>Null when the parts are no address. A zero in front makes another name, of which there is none.</returns>
    private static uint? Address(IReadOnlyList<string> parts)
    {
        if (parts.Count != 4) return null;
        var address = 0u;
        foreach (var part in parts)
        {
            if (part is ['0', _, ..] || !byte.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)) return null;
            address = (address << 8) | number;
        }

        return address;
    }
}
