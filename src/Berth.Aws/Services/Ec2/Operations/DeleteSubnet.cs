using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Contracts.Network;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>The subnet gives no interface from the moment at which it is looked at, so that none comes in between.</summary>
internal sealed class DeleteSubnet(NetworkEditor network, IStore store, IGrainFactory grains) : IOperation<DeleteSubnetRequest, DeleteSubnetResponse>
{
    public static string Action => "ec2:DeleteSubnet";

    public string Resource(DeleteSubnetRequest request, Caller caller) => caller.Scope.Arn("ec2", "subnet/" + request.SubnetId);

    public async Task<DeleteSubnetResponse> Handle(DeleteSubnetRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (await store.Find<SubnetRecord>(NetworkKinds.Subnet, request.SubnetId!, cancel) is null) throw Ec2Errors.SubnetNotFound(request.SubnetId!);
        var subnet = grains.GetGrain<ISubnetGrain>(request.SubnetId!);
        if (!await subnet.Close()) throw new AwsException("DependencyViolation", $"The subnet '{request.SubnetId}' has dependencies and cannot be deleted.");
        try
        {
            await network.Change((state, world) => Subnets.Delete(state, world, request.SubnetId!), cancel);
        }
        catch
        {
            await subnet.Reopen();
            throw;
        }

        return new();
    }
}
