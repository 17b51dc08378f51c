using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Answers with the endpoint as it is made; an interface endpoint is pending, and its interfaces follow at once.</summary>
internal sealed class CreateVpcEndpoint(NetworkEditor network, Profile profile) : IOperation<CreateVpcEndpointRequest, CreateVpcEndpointResponse>
{
    public static string Action => "ec2:CreateVpcEndpoint";

    public string Resource(CreateVpcEndpointRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateVpcEndpointRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "vpc-endpoint", request.TagSpecifications, [request.VpcId, .. request.SubnetIds ?? [], .. request.SecurityGroupIds ?? [], .. request.RouteTableIds ?? []]);

    public async Task<CreateVpcEndpointResponse> Handle(CreateVpcEndpointRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.ServiceNetworkArn is not null) throw Ec2Errors.NotYet("serviceNetworkArn");
        if (request.ResourceConfigurationArn is not null) throw Ec2Errors.NotYet("resourceConfigurationArn");
        if (request.ServiceRegion is { } region && region != caller.Scope.Region) throw Ec2Errors.NotYet("services of other regions (serviceRegion)");
        EndpointRequests.Check(request.IpAddressType, request.DnsOptions, request.SubnetConfigurations);
        if (request.ServiceName is not { } service) throw Ec2Errors.Missing("serviceName");
        var wish = new EndpointWish(request.VpcId!, service, request.VpcEndpointType)
        {
            SubnetIds = request.SubnetIds ?? [],
            SecurityGroupIds = request.SecurityGroupIds ?? [],
            RouteTableIds = request.RouteTableIds ?? [],
            PrivateDns = request.PrivateDnsEnabled,
            PolicyDocument = request.PolicyDocument,
            ClientToken = Ec2Selection.Token(request.ClientToken),
            Tags = Ec2Tags.Of(request.TagSpecifications, "vpc-endpoint", profile),
        };
        var (made, world) = await network.ChangeIn((state, now) => Endpoints.Create(state, now, wish), cancel);
        return new() { VpcEndpoint = EndpointMapping.ToWire(made.State.Find<VpcEndpointRecord>(made.Ids[0])!, made.State, world), ClientToken = request.ClientToken };
    }
}
