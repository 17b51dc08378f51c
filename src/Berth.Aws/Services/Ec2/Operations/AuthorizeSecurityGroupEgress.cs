using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Adds all of the rules or none.</summary>
internal sealed class AuthorizeSecurityGroupEgress(RuleEditor rules) : IOperation<AuthorizeSecurityGroupEgressRequest, AuthorizeSecurityGroupEgressResponse>
{
    public static string Action => "ec2:AuthorizeSecurityGroupEgress";

    public string Resource(AuthorizeSecurityGroupEgressRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    public async Task<AuthorizeSecurityGroupEgressResponse> Handle(AuthorizeSecurityGroupEgressRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var permissions = SecurityGroupMapping.Permissions(request.IpPermissions, new(request.CidrIp, request.FromPort, request.ToPort, request.IpProtocol, request.SourceSecurityGroupName, request.SourceSecurityGroupOwnerId), caller.Scope);
        var (group, added) = await rules.Authorize(request.GroupId, null, isEgress: true, permissions, request.TagSpecifications, cancel);
        return new() { Return = true, SecurityGroupRules = [.. added.Select(r => SecurityGroupMapping.ToWire(group, r, caller.Scope))] };
    }
}
