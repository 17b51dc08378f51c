using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A VPC endpoint. Row kind <c>vpc-endpoint</c>. An interface endpoint has an interface in each of its subnets, a gateway endpoint a route in each of its tables.</summary>
public sealed record VpcEndpointRecord : INetworkResource
{
    public required string EndpointId { get; init; }
    public required string VpcId { get; init; }

    /// <summary>Interface or Gateway, as AWS writes them.</summary>
    public required string Type { get; init; }

    /// <summary>Sample: <c>com.amazonaws.ap-northeast-1.ecr.api</c>.</summary>
    public required string ServiceName { get; init; }
    public required GatewayState State { get; init; }
    public bool PrivateDnsEnabled { get; init; }
    public IReadOnlyList<string> SubnetIds { get; init; } = [];
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];
    public IReadOnlyList<string> RouteTableIds { get; init; } = [];

    /// <summary>One for each subnet that could give an address.</summary>
    public IReadOnlyList<EndpointInterface> Interfaces { get; init; } = [];
    /// <summary>JSON, as given; null for the default, which lets everything through.</summary>
    public string? PolicyDocument { get; init; }
    public string? FailureMessage { get; init; }
    public string? ClientToken { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    [JsonIgnore]
    public bool IsGateway => Type == "Gateway";

    [JsonIgnore]
    public string Id => EndpointId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

public sealed record EndpointInterface(string SubnetId, string AvailabilityZone, string InterfaceId, string PrivateIpv4Address);
