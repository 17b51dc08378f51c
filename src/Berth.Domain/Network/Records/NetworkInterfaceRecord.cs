using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>
/// An elastic network interface: one address in a subnet. Row kind <c>network-interface</c>, id the interface's id (eni-…). Its owner is the subnet's grain, which allocates by
/// who uses it, and frees it when that one is gone: for a task when the node says that the namespace is.
/// </summary>
public sealed record NetworkInterfaceRecord
{
    public required string InterfaceId { get; init; }
    public required string AttachmentId { get; init; }
    public required string VpcId { get; init; }
    public required string SubnetId { get; init; }
    public required string AvailabilityZone { get; init; }
    public required string MacAddress { get; init; }
    public required string PrivateIpv4Address { get; init; }
    public string? PublicIpv4Address { get; init; }
    public required IReadOnlyList<string> SecurityGroupIds { get; init; }

    /// <summary>Who uses it: a task's ARN, a NAT gateway's id, an endpoint's id with the subnet's, or its own id when a caller made it.</summary>
    [JsonPropertyName("taskArn")]
    public required string Owner { get; init; }
    public required string Description { get; init; }
    public DateTimeOffset AttachedAt { get; init; }

    public InterfaceUse Use { get; init; }

    /// <summary>Of those that a caller made.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>What an interface is for.</summary>
public enum InterfaceUse
{
    Task,
    NatGateway,
    Endpoint,

    /// <summary>Made by CreateNetworkInterface; nothing of ours carries it.</summary>
    Own,
}
