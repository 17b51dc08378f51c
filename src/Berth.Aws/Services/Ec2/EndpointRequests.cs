using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2;

/// <summary>What requests about endpoints may say that we do not act on.</summary>
internal static class EndpointRequests
{
    public static void Check(string? ipAddressType, DnsOptionsSpecificationShape? dns, IReadOnlyList<SubnetConfigurationShape>? subnets)
    {
        if (ipAddressType is not (null or "ipv4")) throw Ec2Errors.NotYet($"endpoints of address type {ipAddressType} (ipAddressType)");
        if (dns?.DnsRecordIpType is not (null or "ipv4")) throw Ec2Errors.NotYet("dnsOptions.dnsRecordIpType other than ipv4");
        if (dns?.PrivateDnsOnlyForInboundResolverEndpoint == true) throw Ec2Errors.NotYet("dnsOptions.privateDnsOnlyForInboundResolverEndpoint");
        if (dns?.PrivateDnsPreference is not null || dns?.PrivateDnsSpecifiedDomains is { Count: > 0 }) throw Ec2Errors.NotYet("dnsOptions.privateDnsPreference and privateDnsSpecifiedDomains");
        if (subnets is { Count: > 0 }) throw Ec2Errors.NotYet("the choice of an endpoint's addresses (subnetConfigurations)");
    }
}
