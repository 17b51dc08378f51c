using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>References from the other side of a peering; there is no peering, so there are none.</summary>
internal sealed class DescribeSecurityGroupReferences(IStore store) : IOperation<DescribeSecurityGroupReferencesRequest, DescribeSecurityGroupReferencesResponse>
{
    public static string Action => "ec2:DescribeSecurityGroupReferences";

    public string Resource(DescribeSecurityGroupReferencesRequest request, Caller caller) => "*";

    public async Task<DescribeSecurityGroupReferencesResponse> Handle(DescribeSecurityGroupReferencesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        foreach (var id in request.GroupId ?? [])
            if (await store.Find<SecurityGroupRecord>(NetworkKinds.SecurityGroup, id, cancel) is null) throw Ec2Errors.GroupNotFound(id);
        return new() { SecurityGroupReferenceSet = [] };
    }
}
