using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>One attribute for each call, as EC2 has it.</summary>
internal sealed class ModifyVpcAttribute(NetworkEditor network) : IOperation<ModifyVpcAttributeRequest, ModifyVpcAttributeResponse>
{
    public static string Action => "ec2:ModifyVpcAttribute";

    public string Resource(ModifyVpcAttributeRequest request, Caller caller) => caller.Scope.Arn("ec2", "vpc/" + request.VpcId);

    public async Task<ModifyVpcAttributeResponse> Handle(ModifyVpcAttributeRequest request, Caller caller, CancellationToken cancel)
    {
        var given = new[] { request.EnableDnsHostnames, request.EnableDnsSupport, request.EnableNetworkAddressUsageMetrics }.Count(a => a is not null);
        if (given > 1) throw Ec2Errors.InvalidCombination("Fields for multiple attribute types specified");
        if (given == 0) throw Ec2Errors.Missing("EnableDnsSupport or EnableDnsHostnames");
        if (request.EnableNetworkAddressUsageMetrics?.Value == true) throw Ec2Errors.NotYet("enableNetworkAddressUsageMetrics");
        await network.Change((state, _) => Vpcs.Change(state, request.VpcId!, request.EnableDnsSupport?.Value, request.EnableDnsHostnames?.Value), cancel);
        return new();
    }
}
