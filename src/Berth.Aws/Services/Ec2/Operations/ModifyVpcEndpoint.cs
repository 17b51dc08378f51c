using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>A policy counts from the next request on that comes through the endpoint.</summary>
internal sealed class ModifyVpcEndpoint(NetworkEditor network) : IOperation<ModifyVpcEndpointRequest, ModifyVpcEndpointResponse>
{
    public static string Action => "ec2:ModifyVpcEndpoint";

    public string Resource(ModifyVpcEndpointRequest request, Caller caller) => caller.Scope.Arn("ec2", "vpc-endpoint/" + request.VpcEndpointId);

    public IReadOnlyList<AccessDemand>? Demands(ModifyVpcEndpointRequest request, Caller caller) => Ec2Demands.On(Action, caller,
    [
        request.VpcEndpointId, .. request.AddSubnetIds ?? [], .. request.RemoveSubnetIds ?? [], .. request.AddSecurityGroupIds ?? [], .. request.RemoveSecurityGroupIds ?? [],
        .. request.AddRouteTableIds ?? [], .. request.RemoveRouteTableIds ?? [],
    ]);

    public async Task<ModifyVpcEndpointResponse> Handle(ModifyVpcEndpointRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        EndpointRequests.Check(request.IpAddressType, request.DnsOptions, request.SubnetConfigurations);
        if (request.ResetPolicy == true && request.PolicyDocument is not null) throw Ec2Errors.InvalidCombination("The parameters policyDocument and resetPolicy may not both be specified.");
        var change = new EndpointChange(request.VpcEndpointId!)
        {
            AddSubnetIds = request.AddSubnetIds ?? [],
            RemoveSubnetIds = request.RemoveSubnetIds ?? [],
            AddSecurityGroupIds = request.AddSecurityGroupIds ?? [],
            RemoveSecurityGroupIds = request.RemoveSecurityGroupIds ?? [],
            AddRouteTableIds = request.AddRouteTableIds ?? [],
            RemoveRouteTableIds = request.RemoveRouteTableIds ?? [],
            PrivateDns = request.PrivateDnsEnabled,
            PolicyDocument = request.PolicyDocument,
            ResetPolicy = request.ResetPolicy == true,
        };
        await network.Change((state, world) => Endpoints.Modify(state, world, change), cancel);
        return new() { Return = true };
    }
}
