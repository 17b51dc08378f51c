using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Gives a VPC a set, or none (default). Tasks that start from then on see it.</summary>
internal sealed class AssociateDhcpOptions(NetworkEditor network) : IOperation<AssociateDhcpOptionsRequest, AssociateDhcpOptionsResponse>
{
    public static string Action => "ec2:AssociateDhcpOptions";

    public string Resource(AssociateDhcpOptionsRequest request, Caller caller) => caller.Scope.Arn("ec2", "dhcp-options/" + request.DhcpOptionsId);

    public IReadOnlyList<AccessDemand>? Demands(AssociateDhcpOptionsRequest request, Caller caller) => Ec2Demands.On(Action, caller, [request.DhcpOptionsId, request.VpcId]);

    public async Task<AssociateDhcpOptionsResponse> Handle(AssociateDhcpOptionsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => DhcpOptionSets.Associate(state, request.DhcpOptionsId!, request.VpcId!), cancel);
        return new();
    }
}
