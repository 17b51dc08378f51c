using Berth.Domain.Network;
using Orleans;

namespace Berth.Contracts.Network;

/// <summary>A subnet: the single owner of its addresses. Key: the subnet's id.</summary>
[Alias("berth.subnet")]
public interface ISubnetGrain : IGrainWithStringKey
{
    /// <summary>Gives a task its interface; answers once it is durable. The same task gets the same interface again.</summary>
    /// <returns>Null when the subnet, or the pool of public addresses, has run out.</returns>
    [Alias("allocate")]
    Task<InterfaceGrant?> Allocate(InterfaceRequest request);

    /// <summary>The task's namespace is gone: its address may be given to another. Nothing happens when it is free already.</summary>
    [Alias("free")]
    Task Free(string taskArn);

    /// <summary>How many addresses are left.</summary>
    [Alias("available")]
    Task<int> Available();
}

/// <param name="AssignPublicIp">Also one address of the public pool.</param>
[GenerateSerializer, Immutable, Alias("berth.interface-request")]
public sealed record InterfaceRequest(
    [property: Id(0)] string TaskArn, [property: Id(1)] string AttachmentId, [property: Id(2)] IReadOnlyList<string> SecurityGroupIds, [property: Id(3)] bool AssignPublicIp);

/// <summary>An interface with where it lies, for the order to the node.</summary>
[GenerateSerializer, Immutable, Alias("berth.interface-grant")]
public sealed record InterfaceGrant([property: Id(0)] NetworkInterfaceRecord Interface, [property: Id(1)] SubnetRecord Subnet, [property: Id(2)] VpcRecord Vpc);
