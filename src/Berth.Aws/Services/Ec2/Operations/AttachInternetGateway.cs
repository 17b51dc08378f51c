using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class AttachInternetGateway(NetworkEditor network) : IOperation<AttachInternetGatewayRequest, AttachInternetGatewayResponse>
{
    public static string Action => "ec2:AttachInternetGateway";

    public string Resource(AttachInternetGatewayRequest request, Caller caller) => caller.Scope.Arn("ec2", "internet-gateway/" + request.InternetGatewayId);

    public IReadOnlyList<AccessDemand>? Demands(AttachInternetGatewayRequest request, Caller caller) => Ec2Demands.On(Action, caller, [request.InternetGatewayId, request.VpcId]);

    public async Task<AttachInternetGatewayResponse> Handle(AttachInternetGatewayRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => InternetGateways.Attach(state, request.InternetGatewayId!, request.VpcId!), cancel);
        return new();
    }
}
