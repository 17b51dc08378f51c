using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeSecurityGroupRules(IStore store, PageTokens tokens) : IOperation<DescribeSecurityGroupRulesRequest, DescribeSecurityGroupRulesResponse>
{
    private static readonly Ec2Filters<(SecurityGroupRecord Group, SecurityGroupRuleRecord Rule)> Filters = new()
    {
        ["security-group-rule-id"] = (x, _) => [x.Rule.RuleId],
        ["group-id"] = (x, _) => [x.Group.GroupId],
        ["tag-key"] = (x, _) => x.Rule.Tags?.Keys ?? [],
        Tags = x => x.Rule.Tags ?? new Dictionary<string, string>(),
    };

    public static string Action => "ec2:DescribeSecurityGroupRules";

    public string Resource(DescribeSecurityGroupRulesRequest request, Caller caller) => "*";

    public async Task<DescribeSecurityGroupRulesResponse> Handle(DescribeSecurityGroupRulesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = (await store.FindAll<SecurityGroupRecord>(NetworkKinds.SecurityGroup, cancel: cancel))
            .SelectMany(g => g.Rules.Select(r => (Group: g, Rule: r))).OrderBy(x => x.Rule.RuleId, StringComparer.Ordinal).ToList();
        var found = Filters.Apply(Ec2Selection.ById(all, x => x.Rule.RuleId, request.SecurityGroupRuleIds, Ec2Errors.RuleNotFound), request.Filters, caller);
        var page = tokens.Cut(found, x => x.Rule.RuleId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { SecurityGroupRules = [.. page.Items.Select(x => SecurityGroupMapping.ToWire(x.Group, x.Rule, caller.Scope))], NextToken = page.NextToken };
    }
}
