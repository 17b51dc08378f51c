using System.Security.Cryptography;
using System.Text;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>VPC endpoints, and the services that have them.</summary>
internal static class EndpointMapping
{
    /// <summary>Of the zone that endpoints' own names lie in; a private one has its own in each VPC.</summary>
    private const string PublicZone = "Z2E726K9Y6RL4W";
    private const string PrivateZone = "Z0PRIVATE0ENDPOINT0ZONE";

    public static VpcEndpointShape ToWire(VpcEndpointRecord endpoint, NetworkState state, NetworkWorld world) => new()
    {
        VpcEndpointId = endpoint.EndpointId,
        VpcEndpointType = endpoint.Type,
        VpcId = endpoint.VpcId,
        ServiceName = endpoint.ServiceName,
        ServiceRegion = world.Scope.Region,
        State = GatewayMapping.StateName(endpoint.State),
        PolicyDocument = EndpointPolicies.Of(endpoint),
        RouteTableIds = endpoint.RouteTableIds,
        SubnetIds = endpoint.SubnetIds,
        Groups = [.. endpoint.SecurityGroupIds.Select(id => new SecurityGroupIdentifierShape { GroupId = id, GroupName = state.Find<SecurityGroupRecord>(id)?.GroupName })],
        IpAddressType = "ipv4",
        DnsOptions = endpoint.IsGateway ? null : new() { DnsRecordIpType = "ipv4" },
        PrivateDnsEnabled = endpoint.PrivateDnsEnabled,
        RequesterManaged = false,
        NetworkInterfaceIds = [.. endpoint.Interfaces.Select(i => i.InterfaceId)],
        DnsEntries = DnsEntries(endpoint, state, world),
        CreationTimestamp = endpoint.CreatedAt,
        OwnerId = world.Scope.AccountId,
        LastError = endpoint.FailureMessage is { } message ? new() { Code = NetworkRefusals.SubnetFull, Message = message } : null,
        Tags = Ec2Mapping.Tags(endpoint.Tags),
    };

    /// <summary>The names under which private DNS answers with the endpoint's addresses.</summary>
    private static IEnumerable<string> PrivateNames(PublicService service, string region) =>
        service.HostNames.Where(h => h.Contains("{region}", StringComparison.Ordinal)).Select(h => h.Replace("{region}", region, StringComparison.Ordinal));

    private static IReadOnlyList<DnsEntryShape> DnsEntries(VpcEndpointRecord endpoint, NetworkState state, NetworkWorld world)
    {
        if (endpoint.IsGateway || Endpoints.Service(endpoint.ServiceName, world) is not { } service) return [];
        var zones = endpoint.SubnetIds.Select(id => state.Find<SubnetRecord>(id)?.AvailabilityZone).OfType<string>();
        return
        [
            .. VpcNames.OfEndpoint(endpoint.EndpointId, service.Name, zones, world.Scope.Region).Select(n => new DnsEntryShape { DnsName = n, HostedZoneId = PublicZone }),
            .. endpoint.PrivateDnsEnabled ? PrivateNames(service, world.Scope.Region).Select(n => new DnsEntryShape { DnsName = n, HostedZoneId = PrivateZone }) : [],
        ];
    }

    /// <summary>One entry for each type of endpoint that the service has, as EC2 lists S3 twice.</summary>
    public static IEnumerable<ServiceDetailShape> ToWire(PublicService service, BerthInstance berth) => service.EndpointTypes.Select(type =>
    {
        var region = berth.Scope.Region;
        var name = PublicServices.EndpointServiceName(service, region);
        var isInterface = type == "Interface";
        return new ServiceDetailShape
        {
            ServiceName = name,
            ServiceId = "vpce-svc-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}/{type}")))[..17],
            ServiceType = [new() { ServiceType = type }],
            ServiceRegion = region,
            AvailabilityZones = berth.AvailabilityZones,
            AvailabilityZoneIds = [.. berth.AvailabilityZones.Select(z => ZoneIds.Of(region, z))],
            Owner = "amazon",
            BaseEndpointDnsNames = [isInterface ? VpcNames.EndpointDomain(service.Name, region) : PublicServices.HostName(service, region)],
            PrivateDnsName = isInterface ? PublicServices.HostName(service, region) : null,
            PrivateDnsNames = isInterface ? [.. PrivateNames(service, region).Select(n => new PrivateDnsDetailsShape { PrivateDnsName = n })] : null,
            PrivateDnsNameVerificationState = isInterface ? "verified" : null,
            VpcEndpointPolicySupported = true,
            AcceptanceRequired = false,
            ManagesVpcEndpoints = false,
            SupportedIpAddressTypes = ["ipv4"],
            Tags = [],
        };
    });
}
