using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Contracts.Network;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class CreateNetworkInterface(NetworkEditor network, IGrainFactory grains, IIdSource ids, Profile profile) : IOperation<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResponse>
{
    public static string Action => "ec2:CreateNetworkInterface";

    public string Resource(CreateNetworkInterfaceRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateNetworkInterfaceRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "network-interface", request.TagSpecifications, [request.SubnetId, .. request.Groups ?? []]);

    public async Task<CreateNetworkInterfaceResponse> Handle(CreateNetworkInterfaceRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        CheckMembers(request);
        var wished = request.PrivateIpAddress ?? (request.PrivateIpAddresses is [var first, ..] ? first.PrivateIpAddress : null);
        var tags = Ec2Tags.Of(request.TagSpecifications, "network-interface", profile);
        var (state, world) = await network.Read(cancel);
        var groups = Ec2Errors.Done(OwnInterfaces.Create(state, world, new(request.SubnetId!, request.Groups ?? [], wished, Ec2Selection.Token(request.ClientToken)))).Ids;
        var id = OwnInterfaces.IdOf(request.ClientToken) ?? "eni-" + ids.Hex(17);
        var grant = await grains.GetGrain<ISubnetGrain>(request.SubnetId!).Allocate(new(id, "", groups, AssignPublicIp: false)
        {
            Use = InterfaceUse.Own,
            Description = request.Description ?? "",
            PrivateIpv4Address = wished,
            InterfaceId = id,
            Tags = tags,
        });

        // The subnet gives; what was read before may have been taken meanwhile.
        if (grant is null) throw Ec2Errors.From(wished is null ? NetworkRefusals.NoFreeAddresses() : NetworkRefusals.AddressInUse());
        await grains.GetGrain<INetworkGrain>(0).Changed();
        return new() { NetworkInterface = new InterfaceMapping(state, caller.Scope).ToWire(grant.Interface) with { Status = "pending" }, ClientToken = request.ClientToken };
    }

    private static void CheckMembers(CreateNetworkInterfaceRequest request)
    {
        if (request.InterfaceType is not (null or "interface")) throw Ec2Errors.NotYet($"interfaces of type {request.InterfaceType} (interfaceType)");
        if (request.Ipv4Prefixes is { Count: > 0 } || request.Ipv4PrefixCount is > 0) throw Ec2Errors.NotYet("prefixes of interfaces (ipv4Prefixes, ipv4PrefixCount)");
        if (request.Ipv6Prefixes is { Count: > 0 } || request.Ipv6PrefixCount is > 0 || request.Ipv6Addresses is { Count: > 0 } || request.Ipv6AddressCount is > 0 || request.EnablePrimaryIpv6 is not null)
            throw Ec2Errors.NotYet("IPv6 (ipv6Prefixes, ipv6PrefixCount, ipv6Addresses, ipv6AddressCount, enablePrimaryIpv6)");
        if (request.ConnectionTrackingSpecification is not null) throw Ec2Errors.NotYet("connectionTrackingSpecification");
        if (request.Operator is not null) throw Ec2Errors.NotYet("operator");
        if (request.SecondaryPrivateIpAddressCount is > 0 || request.PrivateIpAddresses is { Count: > 1 } || request.PrivateIpAddresses?.Any(a => a.Primary == false) == true)
            throw Ec2Errors.NotYet("secondary addresses of interfaces (secondaryPrivateIpAddressCount, privateIpAddresses)");
        if (request.PrivateIpAddress is not null && request.PrivateIpAddresses is { Count: > 0 })
            throw Ec2Errors.InvalidCombination("The parameters privateIpAddress and privateIpAddresses may not both be specified.");
    }
}
