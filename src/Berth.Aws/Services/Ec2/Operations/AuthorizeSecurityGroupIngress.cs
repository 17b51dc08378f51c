using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Adds all of the rules or none.</summary>
internal sealed class AuthorizeSecurityGroupIngress(RuleEditor rules, NamedResources named) : IOperation<AuthorizeSecurityGroupIngressRequest, AuthorizeSecurityGroupIngressResponse>
{
    public static string Action => "ec2:AuthorizeSecurityGroupIngress";

    public string Resource(AuthorizeSecurityGroupIngressRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(AuthorizeSecurityGroupIngressRequest request, Caller caller) => [];

    public async Task<AuthorizeSecurityGroupIngressResponse> Handle(AuthorizeSecurityGroupIngressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireGroup(Action, caller, request.GroupId, request.GroupName, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var permissions = SecurityGroupMapping.Permissions(request.IpPermissions, new(request.CidrIp, request.FromPort, request.ToPort, request.IpProtocol, request.SourceSecurityGroupName, request.SourceSecurityGroupOwnerId), caller.Scope);
        var (group, added) = await rules.Authorize(request.GroupId, request.GroupName, isEgress: false, permissions, request.TagSpecifications, cancel);
        return new() { Return = true, SecurityGroupRules = [.. added.Select(r => SecurityGroupMapping.ToWire(group, r, caller.Scope))] };
    }
}
