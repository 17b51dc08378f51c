using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteNatGateway(NetworkEditor network) : IOperation<DeleteNatGatewayRequest, DeleteNatGatewayResponse>
{
    public static string Action => "ec2:DeleteNatGateway";

    public string Resource(DeleteNatGatewayRequest request, Caller caller) => caller.Scope.Arn("ec2", "natgateway/" + request.NatGatewayId);

    public async Task<DeleteNatGatewayResponse> Handle(DeleteNatGatewayRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var done = await network.Change((state, _) => NatGateways.Delete(state, request.NatGatewayId!), cancel);
        return new() { NatGatewayId = done.Ids[0] };
    }
}
