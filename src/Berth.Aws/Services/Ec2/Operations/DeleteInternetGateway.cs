using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteInternetGateway(NetworkEditor network) : IOperation<DeleteInternetGatewayRequest, DeleteInternetGatewayResponse>
{
    public static string Action => "ec2:DeleteInternetGateway";

    public string Resource(DeleteInternetGatewayRequest request, Caller caller) => caller.Scope.Arn("ec2", "internet-gateway/" + request.InternetGatewayId);

    public async Task<DeleteInternetGatewayResponse> Handle(DeleteInternetGatewayRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => InternetGateways.Delete(state, request.InternetGatewayId!), cancel);
        return new();
    }
}
