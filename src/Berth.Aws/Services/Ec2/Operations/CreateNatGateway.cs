using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Answers with the gateway as it is made, pending; its interface follows at once.</summary>
internal sealed class CreateNatGateway(NetworkEditor network, Profile profile) : IOperation<CreateNatGatewayRequest, CreateNatGatewayResponse>
{
    public static string Action => "ec2:CreateNatGateway";

    public string Resource(CreateNatGatewayRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateNatGatewayRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "natgateway", request.TagSpecifications, [request.SubnetId, request.AllocationId]);

    public async Task<CreateNatGatewayResponse> Handle(CreateNatGatewayRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.ConnectivityType == "private") throw Ec2Errors.NotYet("private NAT gateways (connectivityType)");
        if (request.AvailabilityMode is not (null or "zonal")) throw Ec2Errors.NotYet("regional NAT gateways (availabilityMode)");
        if (request.VpcId is not null || request.AvailabilityZoneAddresses is { Count: > 0 }) throw Ec2Errors.NotYet("regional NAT gateways (vpcId, availabilityZoneAddresses)");
        if (request.PrivateIpAddress is not null) throw Ec2Errors.NotYet("the choice of a NAT gateway's privateIpAddress");
        if (request.SecondaryAllocationIds is { Count: > 0 } || request.SecondaryPrivateIpAddresses is { Count: > 0 } || request.SecondaryPrivateIpAddressCount is > 0)
            throw Ec2Errors.NotYet("secondary addresses of NAT gateways (secondaryAllocationIds, secondaryPrivateIpAddresses, secondaryPrivateIpAddressCount)");
        if (request.SubnetId is not { } subnet) throw Ec2Errors.Missing("subnetId");
        if (request.AllocationId is not { } allocation) throw new AwsException("MissingParameter", "The request must include the AllocationId parameter. Add the required parameter and retry the request.");
        var wish = new NatGatewayWish(subnet, allocation, Ec2Selection.Token(request.ClientToken), Ec2Tags.Of(request.TagSpecifications, "natgateway", profile));
        var done = await network.Change((state, world) => NatGateways.Create(state, world, wish), cancel);
        return new() { NatGateway = GatewayMapping.ToWire(done.State.Find<NatGatewayRecord>(done.Ids[0])!, done.State), ClientToken = request.ClientToken };
    }
}
