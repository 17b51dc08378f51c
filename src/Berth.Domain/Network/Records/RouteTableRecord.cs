using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A route table. Row kind <c>route-table</c>.</summary>
/// <param name="MainAssociationId">"" in a table that is not the main one.</param>
/// <param name="SubnetAssociations">Explicit associations: association id to subnet id. Every other subnet of the VPC has the main table.</param>
public sealed record RouteTableRecord(
    string RouteTableId, string VpcId, bool IsMain, string MainAssociationId, IReadOnlyList<RouteRecord> Routes, IReadOnlyDictionary<string, string> SubnetAssociations,
    IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    /// <summary>Of the request that made it; null when it had none.</summary>
    public string? ClientToken { get; init; }

    [JsonIgnore]
    public string Id => RouteTableId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

/// <summary>One route. Its destination is a range or a prefix list; its target one of the rest.</summary>
/// <param name="DestinationCidrBlock">"" when the destination is a prefix list.</param>
/// <param name="GatewayId">local, an internet gateway (igw-…) or a gateway endpoint (vpce-…); "" when the target is another.</param>
public sealed record RouteRecord(string DestinationCidrBlock, string GatewayId)
{
    public const string Local = "local";

    public string? DestinationPrefixListId { get; init; }

    public string? NatGatewayId { get; init; }

    public string? NetworkInterfaceId { get; init; }

    /// <summary>What the route leads to, whatever that is.</summary>
    [JsonIgnore]
    public string TargetId => NatGatewayId ?? NetworkInterfaceId ?? GatewayId;

    [JsonIgnore]
    public bool IsLocal => GatewayId == Local;

    [JsonIgnore]
    public string Destination => DestinationPrefixListId ?? DestinationCidrBlock;
}
