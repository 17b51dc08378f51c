using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeNetworkInterfaceAttribute(NetworkEditor network) : IOperation<DescribeNetworkInterfaceAttributeRequest, DescribeNetworkInterfaceAttributeResponse>
{
    public static string Action => "ec2:DescribeNetworkInterfaceAttribute";

    public string Resource(DescribeNetworkInterfaceAttributeRequest request, Caller caller) => "*";

    public async Task<DescribeNetworkInterfaceAttributeResponse> Handle(DescribeNetworkInterfaceAttributeRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.Attribute is not { } attribute) throw Ec2Errors.Missing("attribute");
        var (state, world) = await network.Read(cancel);
        var card = world.Interfaces.FirstOrDefault(i => i.InterfaceId == request.NetworkInterfaceId) ?? throw Ec2Errors.InterfaceNotFound(request.NetworkInterfaceId!);
        var answer = new DescribeNetworkInterfaceAttributeResponse { NetworkInterfaceId = card.InterfaceId };
        return attribute switch
        {
            "description" => answer with { Description = new() { Value = card.Description } },
            "groupSet" => answer with { Groups = new InterfaceMapping(state, caller.Scope).Groups(card) },
            "sourceDestCheck" => answer with { SourceDestCheck = new() { Value = InterfaceMapping.SourceDestCheck(card) } },
            "attachment" => answer with { Attachment = InterfaceMapping.Attachment(card) },
            "associatePublicIpAddress" => answer with { AssociatePublicIpAddress = card.PublicIpv4Address is not null },
            _ => throw Ec2Errors.InvalidParameter($"Value ({attribute}) for parameter attribute is invalid. Unknown attribute."),
        };
    }
}
