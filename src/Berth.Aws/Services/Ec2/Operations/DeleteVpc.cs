using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>What came with the VPC goes with it; everything else in it must be gone.</summary>
internal sealed class DeleteVpc(NetworkEditor network) : IOperation<DeleteVpcRequest, DeleteVpcResponse>
{
    public static string Action => "ec2:DeleteVpc";

    public string Resource(DeleteVpcRequest request, Caller caller) => caller.Scope.Arn("ec2", "vpc/" + request.VpcId);

    public async Task<DeleteVpcResponse> Handle(DeleteVpcRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, world) => Vpcs.Delete(state, world, request.VpcId!), cancel);
        return new();
    }
}
