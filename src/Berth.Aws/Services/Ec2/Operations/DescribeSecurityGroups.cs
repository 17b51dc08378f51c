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
        ["ip-permission.protocol"] = (x, _) => x.Rules.Where(r => !r.IsEgress).Select(r => r.Protocol),
        ["ip-permission.group-id"] = (x, _) => x.Rules.Where(r => !r.IsEgress).Select(r => r.ReferencedGroupId).OfType<string>(),
        ["ip-permission.cidr"] = (x, _) => x.Rules.Where(r => !r.IsEgress).Select(r => r.CidrIpv4).OfType<string>(),
        ["ip-permission.from-port"] = (x, _) => x.Rules.Where(r => !r.IsEgress).Select(r => $"{r.FromPort}"),
        ["ip-permission.to-port"] = (x, _) => x.Rules.Where(r => !r.IsEgress).Select(r => $"{r.ToPort}"),
        ["egress.ip-permission.protocol"] = (x, _) => x.Rules.Where(r => r.IsEgress).Select(r => r.Protocol),
        ["egress.ip-permission.from-port"] = (x, _) => x.Rules.Where(r => r.IsEgress).Select(r => $"{r.FromPort}"),
        ["egress.ip-permission.to-port"] = (x, _) => x.Rules.Where(r => r.IsEgress).Select(r => $"{r.ToPort}"),
        ["egress.ip-permission.group-id"] = (x, _) => x.Rules.Where(r => r.IsEgress).Select(r => r.ReferencedGroupId).OfType<string>(),
        ["egress.ip-permission.cidr"] = (x, _) => x.Rules.Where(r => r.IsEgress).Select(r => r.CidrIpv4).OfType<string>(),
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeSecurityGroups";

    public string Resource(DescribeSecurityGroupsRequest request, Caller caller) => "*";

    public async Task<DescribeSecurityGroupsResponse> Handle(DescribeSecurityGroupsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<SecurityGroupRecord>(Ec2Names.SecurityGroupKind, cancel: cancel);
        var asked = Ec2Selection.ById(all, g => g.GroupId, request.GroupIds, Ec2Errors.GroupNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        if (request.GroupNames is { Count: > 0 } names) found = [.. found.Where(g => names.Contains(g.GroupName, StringComparer.Ordinal))];
        var page = tokens.Cut(found, g => g.GroupId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { SecurityGroups = [.. page.Items.Select(g => Ec2Mapping.ToWire(g, caller.Scope))], NextToken = page.NextToken };
    }
}
