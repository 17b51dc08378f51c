using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Contracts.Network;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteNetworkInterface(NetworkEditor network, IGrainFactory grains) : IOperation<DeleteNetworkInterfaceRequest, DeleteNetworkInterfaceResponse>
{
    public static string Action => "ec2:DeleteNetworkInterface";

    public string Resource(DeleteNetworkInterfaceRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-interface/" + request.NetworkInterfaceId);

    public async Task<DeleteNetworkInterfaceResponse> Handle(DeleteNetworkInterfaceRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (_, world) = await network.Read(cancel);
        await network.Change((state, now) => OwnInterfaces.Delete(state, now, request.NetworkInterfaceId!), cancel);
        if (world.Interfaces.FirstOrDefault(i => i.InterfaceId == request.NetworkInterfaceId) is not { } card) throw Ec2Errors.InterfaceNotFound(request.NetworkInterfaceId!);
        await grains.GetGrain<ISubnetGrain>(card.SubnetId).Free(card.Owner);

        // Somebody may have associated an address between the two.
        await network.Change((state, _) => new NetworkOutcome.Done(Addresses.WithoutInterface(state, card.InterfaceId)), cancel);
        return new();
    }
}
