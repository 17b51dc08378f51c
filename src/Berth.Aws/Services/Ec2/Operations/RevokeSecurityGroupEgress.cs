using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Takes all of the rules away or none, by what they say or by their ids.</summary>
internal sealed class RevokeSecurityGroupEgress(RuleEditor rules) : IOperation<RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResponse>
{
    public static string Action => "ec2:RevokeSecurityGroupEgress";

    public string Resource(RevokeSecurityGroupEgressRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    public async Task<RevokeSecurityGroupEgressResponse> Handle(RevokeSecurityGroupEgressRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var permissions = SecurityGroupMapping.Permissions(request.IpPermissions, new(request.CidrIp, request.FromPort, request.ToPort, request.IpProtocol, request.SourceSecurityGroupName, request.SourceSecurityGroupOwnerId), caller.Scope);
        var (group, gone) = await rules.Revoke(request.GroupId, null, isEgress: true, permissions, request.SecurityGroupRuleIds ?? [], cancel);
        return new() { Return = true, UnknownIpPermissions = [], RevokedSecurityGroupRules = [.. gone.Select(r => SecurityGroupMapping.Revoked(group, r))] };
    }
}
