using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>By what the rules say or by their ids; a rule without a description in the request loses its own.</summary>
internal sealed class UpdateSecurityGroupRuleDescriptionsEgress(RuleEditor rules, NamedResources named) : IOperation<UpdateSecurityGroupRuleDescriptionsEgressRequest, UpdateSecurityGroupRuleDescriptionsEgressResponse>
{
    public static string Action => "ec2:UpdateSecurityGroupRuleDescriptionsEgress";

    public string Resource(UpdateSecurityGroupRuleDescriptionsEgressRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateSecurityGroupRuleDescriptionsEgressRequest request, Caller caller) => [];

    public async Task<UpdateSecurityGroupRuleDescriptionsEgressResponse> Handle(UpdateSecurityGroupRuleDescriptionsEgressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireGroup(Action, caller, request.GroupId, request.GroupName, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var permissions = (request.IpPermissions ?? []).Select(p => SecurityGroupMapping.ToPermission(p, caller.Scope)).ToList();
        await rules.Describe(request.GroupId, request.GroupName, isEgress: true, permissions, request.SecurityGroupRuleDescriptions ?? [], cancel);
        return new() { Return = true };
    }
}
