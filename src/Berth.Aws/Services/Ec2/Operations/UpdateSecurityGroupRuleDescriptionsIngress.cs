using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>By what the rules say or by their ids; a rule without a description in the request loses its own.</summary>
internal sealed class UpdateSecurityGroupRuleDescriptionsIngress(RuleEditor rules, NamedResources named) : IOperation<UpdateSecurityGroupRuleDescriptionsIngressRequest, UpdateSecurityGroupRuleDescriptionsIngressResponse>
{
    public static string Action => "ec2:UpdateSecurityGroupRuleDescriptionsIngress";

    public string Resource(UpdateSecurityGroupRuleDescriptionsIngressRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateSecurityGroupRuleDescriptionsIngressRequest request, Caller caller) => [];

    public async Task<UpdateSecurityGroupRuleDescriptionsIngressResponse> Handle(UpdateSecurityGroupRuleDescriptionsIngressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireGroup(Action, caller, request.GroupId, request.GroupName, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var permissions = (request.IpPermissions ?? []).Select(p => SecurityGroupMapping.ToPermission(p, caller.Scope)).ToList();
        await rules.Describe(request.GroupId, request.GroupName, isEgress: false, permissions, request.SecurityGroupRuleDescriptions ?? [], cancel);
        return new() { Return = true };
    }
}
