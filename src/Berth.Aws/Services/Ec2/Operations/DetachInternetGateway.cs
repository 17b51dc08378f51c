using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DetachInternetGateway(NetworkEditor network) : IOperation<DetachInternetGatewayRequest, DetachInternetGatewayResponse>
{
    public static string Action => "ec2:DetachInternetGateway";

    public string Resource(DetachInternetGatewayRequest request, Caller caller) => caller.Scope.Arn("ec2", "internet-gateway/" + request.InternetGatewayId);

    public IReadOnlyList<AccessDemand>? Demands(DetachInternetGatewayRequest request, Caller caller) => Ec2Demands.On(Action, caller, [request.InternetGatewayId, request.VpcId]);

    public async Task<DetachInternetGatewayResponse> Handle(DetachInternetGatewayRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, world) => InternetGateways.Detach(state, world, request.InternetGatewayId!, request.VpcId!), cancel);
        return new();
    }
}
