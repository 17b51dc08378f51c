using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class CreateInternetGateway(NetworkEditor network, Profile profile) : IOperation<CreateInternetGatewayRequest, CreateInternetGatewayResponse>
{
    public static string Action => "ec2:CreateInternetGateway";

    public string Resource(CreateInternetGatewayRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateInternetGatewayRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "internet-gateway", request.TagSpecifications);

    public async Task<CreateInternetGatewayResponse> Handle(CreateInternetGatewayRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var tags = Ec2Tags.Of(request.TagSpecifications, "internet-gateway", profile);
        var done = await network.Change((state, world) => InternetGateways.Create(state, world, tags), cancel);
        return new() { InternetGateway = GatewayMapping.ToWire(done.State.Find<InternetGatewayRecord>(done.Ids[0])!, caller.Scope) };
    }
}
