using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Contracts.Network;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class ModifyNetworkInterfaceAttribute(NetworkEditor network, IGrainFactory grains) : IOperation<ModifyNetworkInterfaceAttributeRequest, ModifyNetworkInterfaceAttributeResponse>
{
    public static string Action => "ec2:ModifyNetworkInterfaceAttribute";

    public string Resource(ModifyNetworkInterfaceAttributeRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-interface/" + request.NetworkInterfaceId);

    public async Task<ModifyNetworkInterfaceAttributeResponse> Handle(ModifyNetworkInterfaceAttributeRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        CheckMembers(request);
        var (state, world) = await network.Read(cancel);
        var groups = Ec2Errors.Done(OwnInterfaces.Modify(state, world, request.NetworkInterfaceId!, request.Groups)).Ids;
        if (request.SourceDestCheck?.Value == false) throw Ec2Errors.NotYet("interfaces that pass on what is not theirs (sourceDestCheck)");
        var card = world.Interfaces.First(i => i.InterfaceId == request.NetworkInterfaceId);
        if (!await grains.GetGrain<ISubnetGrain>(card.SubnetId).Change(new(card.Owner, request.Groups is null ? null : groups, request.Description?.Value)))
            throw Ec2Errors.InterfaceNotFound(card.InterfaceId);
        await grains.GetGrain<INetworkGrain>(0).Changed();
        return new();
    }

    private static void CheckMembers(ModifyNetworkInterfaceAttributeRequest request)
    {
        if (request.EnaSrdSpecification is not null) throw Ec2Errors.NotYet("enaSrdSpecification");
        if (request.EnablePrimaryIpv6 is not null) throw Ec2Errors.NotYet("IPv6 (enablePrimaryIpv6)");
        if (request.ConnectionTrackingSpecification is not null) throw Ec2Errors.NotYet("connectionTrackingSpecification");
        if (request.AssociatePublicIpAddress is not null) throw Ec2Errors.NotYet("associatePublicIpAddress");
        if (request.AssociatedSubnetIds is { Count: > 0 }) throw Ec2Errors.NotYet("associatedSubnetIds");
        if (request.Attachment is not null) throw new AwsException("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.");
        var asked = new object?[] { request.Description?.Value, request.SourceDestCheck?.Value, request.Groups }.Count(a => a is not null);
        if (asked == 0) throw Ec2Errors.InvalidCombination("No attributes specified.");
        if (asked > 1) throw Ec2Errors.InvalidCombination("Fields for multiple attribute types specified: only one attribute may be changed at a time.");
    }
}
