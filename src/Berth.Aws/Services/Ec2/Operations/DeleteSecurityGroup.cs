using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Of a group that no interface, endpoint or other group's rule knows.</summary>
internal sealed class DeleteSecurityGroup(NetworkEditor network, NamedResources named) : IOperation<DeleteSecurityGroupRequest, DeleteSecurityGroupResponse>
{
    public static string Action => "ec2:DeleteSecurityGroup";

    public string Resource(DeleteSecurityGroupRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DeleteSecurityGroupRequest request, Caller caller) => [];

    public async Task<DeleteSecurityGroupResponse> Handle(DeleteSecurityGroupRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireGroup(Action, caller, request.GroupId, request.GroupName, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var done = await network.Change((state, world) => SecurityGroups.Delete(state, world, request.GroupId, request.GroupName), cancel);
        return new() { Return = true, GroupId = done.Ids[0] };
    }
}
