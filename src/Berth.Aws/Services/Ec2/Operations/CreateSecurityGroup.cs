using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>In the default VPC when none is named.</summary>
internal sealed class CreateSecurityGroup(NetworkEditor network, Profile profile) : IOperation<CreateSecurityGroupRequest, CreateSecurityGroupResponse>
{
    public static string Action => "ec2:CreateSecurityGroup";

    public string Resource(CreateSecurityGroupRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateSecurityGroupRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "security-group", request.TagSpecifications, [request.VpcId]);

    public async Task<CreateSecurityGroupResponse> Handle(CreateSecurityGroupRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var tags = Ec2Tags.Of(request.TagSpecifications, "security-group", profile);
        var done = await network.Change((state, world) => SecurityGroups.Create(state, world, request.GroupName!, request.Description!, request.VpcId, tags), cancel);
        return new() { GroupId = done.Ids[0], SecurityGroupArn = caller.Scope.Arn("ec2", "security-group/" + done.Ids[0]), Tags = Ec2Mapping.Tags(tags) };
    }
}
