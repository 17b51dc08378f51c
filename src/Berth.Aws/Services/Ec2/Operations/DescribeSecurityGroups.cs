using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeSecurityGroups(IStore store, PageTokens tokens) : IOperation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResponse>
{
    private static readonly Ec2Filters<SecurityGroupRecord> Filters = new()
    {
        ["group-id"] = (x, _) => [x.GroupId],
        ["group-name"] = (x, _) => [x.GroupName],
        ["vpc-id"] = (x, _) => [x.VpcId],
        ["description"] = (x, _) => [x.Description],
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["ip-permission.protocol"] = (x, _) => Ingress(x).Select(r => r.Protocol),
        ["ip-permission.from-port"] = (x, _) => Ingress(x).Select(r => $"{r.FromPort}"),
        ["ip-permission.to-port"] = (x, _) => Ingress(x).Select(r => $"{r.ToPort}"),
        ["ip-permission.cidr"] = (x, _) => Ingress(x).Select(r => r.CidrIpv4).OfType<string>(),
        ["ip-permission.group-id"] = (x, _) => Ingress(x).Select(r => r.ReferencedGroupId).OfType<string>(),
        ["ip-permission.prefix-list-id"] = (x, _) => Ingress(x).Select(r => r.PrefixListId).OfType<string>(),
        ["ip-permission.ipv6-cidr"] = (_, _) => [],
        ["ip-permission.user-id"] = (x, caller) => Ingress(x).Any(r => r.ReferencedGroupId is not null) ? [caller.Scope.AccountId] : [],
        ["egress.ip-permission.protocol"] = (x, _) => Egress(x).Select(r => r.Protocol),
        ["egress.ip-permission.from-port"] = (x, _) => Egress(x).Select(r => $"{r.FromPort}"),
        ["egress.ip-permission.to-port"] = (x, _) => Egress(x).Select(r => $"{r.ToPort}"),
        ["egress.ip-permission.cidr"] = (x, _) => Egress(x).Select(r => r.CidrIpv4).OfType<string>(),
        ["egress.ip-permission.group-id"] = (x, _) => Egress(x).Select(r => r.ReferencedGroupId).OfType<string>(),
        ["egress.ip-permission.prefix-list-id"] = (x, _) => Egress(x).Select(r => r.PrefixListId).OfType<string>(),
        ["egress.ip-permission.ipv6-cidr"] = (_, _) => [],
        ["egress.ip-permission.user-id"] = (x, caller) => Egress(x).Any(r => r.ReferencedGroupId is not null) ? [caller.Scope.AccountId] : [],
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeSecurityGroups";

    public string Resource(DescribeSecurityGroupsRequest request, Caller caller) => "*";

    public async Task<DescribeSecurityGroupsResponse> Handle(DescribeSecurityGroupsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<SecurityGroupRecord>(NetworkKinds.SecurityGroup, cancel: cancel);
        var named = Ec2Selection.ById(all, g => g.GroupId, request.GroupIds, Ec2Errors.GroupNotFound);
        var asked = await ByName(named, request.GroupNames, cancel);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, g => g.GroupId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { SecurityGroups = [.. page.Items.Select(g => SecurityGroupMapping.ToWire(g, caller.Scope))], NextToken = page.NextToken };
    }

    /// <summary>A name finds groups of the default VPC alone.</summary>
    private async Task<IReadOnlyList<SecurityGroupRecord>> ByName(IReadOnlyList<SecurityGroupRecord> groups, IReadOnlyList<string>? names, CancellationToken cancel)
    {
        if (names is not { Count: > 0 }) return groups;
        var home = (await store.FindAll<VpcRecord>(NetworkKinds.Vpc, cancel: cancel)).FirstOrDefault(v => v.IsDefault)?.VpcId;
        var there = groups.Where(g => g.VpcId == home).ToList();
        return Ec2Selection.ById(there, g => g.GroupName, names, name => new("InvalidGroup.NotFound", $"The security group '{name}' does not exist in default VPC '{home ?? "null"}'"))
            .OrderBy(g => g.GroupId, StringComparer.Ordinal).ToList();
    }

    private static IEnumerable<SecurityGroupRuleRecord> Ingress(SecurityGroupRecord group) => group.Rules.Where(r => !r.IsEgress);

    private static IEnumerable<SecurityGroupRuleRecord> Egress(SecurityGroupRecord group) => group.Rules.Where(r => r.IsEgress);
}
