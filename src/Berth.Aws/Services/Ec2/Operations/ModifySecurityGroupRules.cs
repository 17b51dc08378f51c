using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Changes rules where they stand, so that they keep their ids and there is no moment without them.</summary>
internal sealed class ModifySecurityGroupRules(NetworkEditor network) : IOperation<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResponse>
{
    public static string Action => "ec2:ModifySecurityGroupRules";

    public string Resource(ModifySecurityGroupRulesRequest request, Caller caller) => caller.Scope.Arn("ec2", "security-group/" + request.GroupId);

    public async Task<ModifySecurityGroupRulesResponse> Handle(ModifySecurityGroupRulesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var changes = request.SecurityGroupRules!.Select(r =>
            (r.SecurityGroupRuleId ?? throw Ec2Errors.Missing("SecurityGroupRuleId"), SecurityGroupMapping.ToPermission(r.SecurityGroupRule ?? throw Ec2Errors.Missing("SecurityGroupRule")))).ToList();
        await network.Change((state, world) => SecurityGroupRules.Modify(state, world, request.GroupId!, changes), cancel);
        return new() { Return = true };
    }
}
