using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class CreateNetworkAclEntry(NetworkEditor network) : IOperation<CreateNetworkAclEntryRequest, CreateNetworkAclEntryResponse>
{
    public static string Action => "ec2:CreateNetworkAclEntry";

    public string Resource(CreateNetworkAclEntryRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-acl/" + request.NetworkAclId);

    public async Task<CreateNetworkAclEntryResponse> Handle(CreateNetworkAclEntryRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.Ipv6CidrBlock is not null) throw Ec2Errors.NotYet("IPv6 (ipv6CidrBlock)");
        var wish = new AclEntryWish(
            request.RuleNumber!.Value, request.Egress!.Value, request.Protocol!, request.RuleAction!, request.CidrBlock,
            request.PortRange?.From, request.PortRange?.To, request.IcmpTypeCode?.Type, request.IcmpTypeCode?.Code);
        await network.Change((state, _) => AclEntries.Create(state, request.NetworkAclId!, wish), cancel);
        return new();
    }
}
