using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Of the attributes, mapPublicIpOnLaunch is kept; nothing of ours knows the others.</summary>
internal sealed class ModifySubnetAttribute(NetworkEditor network) : IOperation<ModifySubnetAttributeRequest, ModifySubnetAttributeResponse>
{
    public static string Action => "ec2:ModifySubnetAttribute";

    public string Resource(ModifySubnetAttributeRequest request, Caller caller) => caller.Scope.Arn("ec2", "subnet/" + request.SubnetId);

    public async Task<ModifySubnetAttributeResponse> Handle(ModifySubnetAttributeRequest request, Caller caller, CancellationToken cancel)
    {
        CheckSupported(request);
        if (request.MapPublicIpOnLaunch is not { } map) throw Ec2Errors.Missing("MapPublicIpOnLaunch");
        await network.Change((state, _) => Subnets.Change(state, request.SubnetId!, map.Value ?? throw Ec2Errors.Missing("MapPublicIpOnLaunch.Value")), cancel);
        return new();
    }

    private static void CheckSupported(ModifySubnetAttributeRequest request)
    {
        if (request.AssignIpv6AddressOnCreation is not null) throw Ec2Errors.NotYet("assignIpv6AddressOnCreation");
        if (request.EnableDns64 is not null) throw Ec2Errors.NotYet("enableDns64");
        if (request.MapCustomerOwnedIpOnLaunch is not null || request.CustomerOwnedIpv4Pool is not null) throw Ec2Errors.NotYet("customer-owned addresses");
        if (request.PrivateDnsHostnameTypeOnLaunch is not null) throw Ec2Errors.NotYet("privateDnsHostnameTypeOnLaunch");
        if (request.EnableResourceNameDnsARecordOnLaunch is not null) throw Ec2Errors.NotYet("enableResourceNameDnsARecordOnLaunch");
        if (request.EnableResourceNameDnsAAAARecordOnLaunch is not null) throw Ec2Errors.NotYet("enableResourceNameDnsAAAARecordOnLaunch");
        if (request.EnableLniAtDeviceIndex is not null || request.DisableLniAtDeviceIndex is not null) throw Ec2Errors.NotYet("local network interfaces");
    }
}
