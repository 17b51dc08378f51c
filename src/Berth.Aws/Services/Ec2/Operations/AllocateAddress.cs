using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Contracts.Network;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>An address of the public pool, which is the allocation's until it is released.</summary>
internal sealed class AllocateAddress(NetworkEditor network, IGrainFactory grains, IIdSource ids, Profile profile) : IOperation<AllocateAddressRequest, AllocateAddressResponse>
{
    public static string Action => "ec2:AllocateAddress";

    public string Resource(AllocateAddressRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(AllocateAddressRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "elastic-ip", request.TagSpecifications);

    public async Task<AllocateAddressResponse> Handle(AllocateAddressRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.Domain is not (null or "vpc")) throw Ec2Errors.InvalidParameter($"Invalid value '{request.Domain}' for domain. Addresses are for VPCs (vpc).");
        if (request.Address is not null) throw Ec2Errors.NotYet("the choice of an elastic address (address)");
        if (request.PublicIpv4Pool is not (null or "amazon")) throw Ec2Errors.NotYet("address pools of one's own (publicIpv4Pool)");
        if (request.CustomerOwnedIpv4Pool is not null) throw Ec2Errors.NotYet("customerOwnedIpv4Pool");
        if (request.IpamPoolId is not null) throw Ec2Errors.NotYet("ipamPoolId");
        Ec2Errors.CheckBorderGroup(request.NetworkBorderGroup, caller.Scope.Region);
        var tags = Ec2Tags.Of(request.TagSpecifications, "elastic-ip", profile);
        var pool = grains.GetGrain<IPublicPoolGrain>(0);
        var allocationId = "eipalloc-" + ids.Hex(17);
        var address = await pool.Allocate(allocationId) ?? throw new AwsException("InsufficientAddressCapacity", "Not enough available addresses to satisfy your minimum request.");
        try
        {
            await network.Change((state, world) => Addresses.Allocate(state, world, allocationId, address, tags), cancel);
        }
        catch (AwsException)
        {
            // Refused, so that no row has it. Where nobody knows, the pool counts the rows when it starts again.
            await pool.Free(allocationId);
            throw;
        }

        return new() { AllocationId = allocationId, PublicIp = address, Domain = "vpc", PublicIpv4Pool = "amazon", NetworkBorderGroup = caller.Scope.Region };
    }
}
