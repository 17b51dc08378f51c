using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Takes all of the rules away or none, by what they say or by their ids.</summary>
internal sealed class RevokeSecurityGroupIngress(RuleEditor rules, NamedResources named) : IOperation<RevokeSecurityGroupIngressRequest, RevokeSecurityGroupIngressResponse>
{
    public static string Action => "ec2:RevokeSecurityGroupIngress";

    public string Resource(RevokeSecurityGroupIngressRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(RevokeSecurityGroupIngressRequest request, Caller caller) => [];

    public async Task<RevokeSecurityGroupIngressResponse> Handle(RevokeSecurityGroupIngressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireGroup(Action, caller, request.GroupId, request.GroupName, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var permissions = SecurityGroupMapping.Permissions(request.IpPermissions, new(request.CidrIp, request.FromPort, request.ToPort, request.IpProtocol, request.SourceSecurityGroupName, request.SourceSecurityGroupOwnerId), caller.Scope);
        var (group, gone) = await rules.Revoke(request.GroupId, request.GroupName, isEgress: false, permissions, request.SecurityGroupRuleIds ?? [], cancel);
        return new() { Return = true, UnknownIpPermissions = [], RevokedSecurityGroupRules = [.. gone.Select(r => SecurityGroupMapping.Revoked(group, r))] };
    }
}
