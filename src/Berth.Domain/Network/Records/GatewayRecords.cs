using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>An internet gateway. Row kind <c>internet-gateway</c>.</summary>
/// <param name="VpcId">Null while it is attached to none.</param>
public sealed record InternetGatewayRecord(string InternetGatewayId, string? VpcId, IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    [JsonIgnore]
    public string Id => InternetGatewayId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

/// <summary>A public NAT gateway. Row kind <c>nat-gateway</c>. Its interface is its subnet's to give.</summary>
public sealed record NatGatewayRecord : INetworkResource
{
    public required string NatGatewayId { get; init; }
    public required string VpcId { get; init; }
    public required string SubnetId { get; init; }
    public required string AllocationId { get; init; }
    public required string PublicIpv4Address { get; init; }
    public required GatewayState State { get; init; }
    public string? InterfaceId { get; init; }
    public string? PrivateIpv4Address { get; init; }
    public string? FailureCode { get; init; }
    public string? FailureMessage { get; init; }
    public string? ClientToken { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    [JsonIgnore]
    public string Id => NatGatewayId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

/// <summary>Of a NAT gateway, and of an endpoint. Only rises. Source: EC2 API, NatGateway.state and VpcEndpoint.state.</summary>
public enum GatewayState
{
    Pending,
    Available,
    Failed,
    Deleting,
    Deleted,
}

/// <summary>An elastic address of the public pool. Row kind <c>elastic-address</c>, id its allocation's (eipalloc-…).</summary>
/// <param name="AssociationId">Null while it leads nowhere.</param>
/// <param name="InterfaceId">The interface that it leads to.</param>
public sealed record AddressRecord(string AllocationId, string PublicIpv4Address, string? AssociationId, string? InterfaceId, string? PrivateIpv4Address, IReadOnlyDictionary<string, string> Tags)
    : INetworkResource
{
    /// <summary>The NAT gateway that it was given to, which may have no interface yet.</summary>
    public string? NatGatewayId { get; init; }

    [JsonIgnore]
    public string Id => AllocationId;

    [JsonIgnore]
    public string? InVpc => null;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}
