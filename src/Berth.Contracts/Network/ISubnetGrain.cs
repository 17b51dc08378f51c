using Berth.Domain.Network;
using Orleans;

namespace Berth.Contracts.Network;

/// <summary>A subnet: the single owner of its addresses. Key: the subnet's id.</summary>
[Alias("berth.subnet")]
public interface ISubnetGrain : IGrainWithStringKey
{
    /// <summary>Gives an owner its interface; answers once it is durable. The same owner gets the same interface again.</summary>
    /// <returns>Null when the subnet, or the pool of public addresses, has run out, or the subnet is being deleted.</returns>
    [Alias("allocate")]
    Task<InterfaceGrant?> Allocate(InterfaceRequest request);

    /// <summary>Nothing of the owner's is left that carries the interface: its address may be given to another. Nothing happens when it is free already.</summary>
    [Alias("free")]
    Task Free(string owner);

    /// <summary>Changes an interface's groups, description or tags; answers once that is durable.</summary>
    /// <returns>False when the owner has no interface here.</returns>
    [Alias("change")]
    Task<bool> Change(InterfaceChange change);

    /// <summary>Before the subnet's row is deleted: no interface is given from now on.</summary>
    /// <returns>False, and nothing changes, while there is an interface.</returns>
    [Alias("close")]
    Task<bool> Close();

    /// <summary>The row was not deleted after all.</summary>
    [Alias("reopen")]
    Task Reopen();

    /// <summary>How many addresses are left.</summary>
    [Alias("available")]
    Task<int> Available();
}

/// <param name="Owner">See <see cref="NetworkInterfaceRecord.Owner"/>.</param>
/// <param name="AttachmentId">ECS's, of a task; "" for others.</param>
/// <param name="AssignPublicIp">Also one address of the public pool.</param>
[GenerateSerializer, Immutable, Alias("berth.interface-request")]
public sealed record InterfaceRequest(
    [property: Id(0)] string Owner, [property: Id(1)] string AttachmentId, [property: Id(2)] IReadOnlyList<string> SecurityGroupIds, [property: Id(3)] bool AssignPublicIp)
{
    [Id(4)]
    public InterfaceUse Use { get; init; }

    [Id(5)]
    public string? Description { get; init; }

    /// <summary>The private address that is wished for; null for any.</summary>
    [Id(6)]
    public string? PrivateIpv4Address { get; init; }

    /// <summary>A public address that is the owner's already, such as a NAT gateway's.</summary>
    [Id(7)]
    public string? PublicIpv4Address { get; init; }

    /// <summary>The interface's id when it has been chosen already; null for a new one.</summary>
    [Id(8)]
    public string? InterfaceId { get; init; }

    [Id(9)]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>What shall be different; null for what stays.</summary>
[GenerateSerializer, Immutable, Alias("berth.interface-change")]
public sealed record InterfaceChange(
    [property: Id(0)] string Owner, [property: Id(1)] IReadOnlyList<string>? SecurityGroupIds = null, [property: Id(2)] string? Description = null,
    [property: Id(3)] IReadOnlyDictionary<string, string>? Tags = null);

/// <summary>An interface with where it lies, for the order to the node.</summary>
[GenerateSerializer, Immutable, Alias("berth.interface-grant")]
public sealed record InterfaceGrant([property: Id(0)] NetworkInterfaceRecord Interface, [property: Id(1)] SubnetRecord Subnet, [property: Id(2)] VpcRecord Vpc);
