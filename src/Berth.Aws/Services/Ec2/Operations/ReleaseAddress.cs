using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Contracts.Network;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class ReleaseAddress(NetworkEditor network, IGrainFactory grains, NamedResources named) : IOperation<ReleaseAddressRequest, ReleaseAddressResponse>
{
    public static string Action => "ec2:ReleaseAddress";

    public string Resource(ReleaseAddressRequest request, Caller caller) => caller.Scope.Arn("ec2", "elastic-ip/" + request.AllocationId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ReleaseAddressRequest request, Caller caller) => [];

    public async Task<ReleaseAddressResponse> Handle(ReleaseAddressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireAddress(Action, caller, new(request.AllocationId, request.PublicIp), cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        Ec2Errors.CheckBorderGroup(request.NetworkBorderGroup, caller.Scope.Region);
        var done = await network.Change((state, _) => Addresses.Release(state, request.AllocationId, request.PublicIp), cancel);
        await grains.GetGrain<IPublicPoolGrain>(0).Free(done.Ids[0]);
        return new();
    }
}
