using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Of a set that no VPC has.</summary>
internal sealed class DeleteDhcpOptions(NetworkEditor network) : IOperation<DeleteDhcpOptionsRequest, DeleteDhcpOptionsResponse>
{
    public static string Action => "ec2:DeleteDhcpOptions";

    public string Resource(DeleteDhcpOptionsRequest request, Caller caller) => caller.Scope.Arn("ec2", "dhcp-options/" + request.DhcpOptionsId);

    public async Task<DeleteDhcpOptionsResponse> Handle(DeleteDhcpOptionsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => DhcpOptionSets.Delete(state, request.DhcpOptionsId!), cancel);
        return new();
    }
}
