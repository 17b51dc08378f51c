using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeNetworkAcls(NetworkEditor network, PageTokens tokens) : IOperation<DescribeNetworkAclsRequest, DescribeNetworkAclsResponse>
{
    private static readonly Ec2Filters<NetworkAclShape> Filters = new()
    {
        ["network-acl-id"] = (x, _) => [x.NetworkAclId!],
        ["vpc-id"] = (x, _) => [x.VpcId!],
        ["default"] = (x, _) => [Ec2Filters.Text(x.IsDefault == true)],
        ["association.association-id"] = (x, _) => x.Associations!.Select(a => a.NetworkAclAssociationId!),
        ["association.network-acl-id"] = (x, _) => x.Associations!.Select(a => a.NetworkAclId!),
        ["association.subnet-id"] = (x, _) => x.Associations!.Select(a => a.SubnetId!),
        ["entry.cidr"] = (x, _) => x.Entries!.Select(e => e.CidrBlock!),
        ["entry.egress"] = (x, _) => x.Entries!.Select(e => Ec2Filters.Text(e.Egress == true)),
        ["entry.icmp.code"] = (x, _) => Ec2Filters.Present(x.Entries!.Select(e => e.IcmpTypeCode is { } i ? $"{i.Code}" : null)),
        ["entry.icmp.type"] = (x, _) => Ec2Filters.Present(x.Entries!.Select(e => e.IcmpTypeCode is { } i ? $"{i.Type}" : null)),
        ["entry.port-range.from"] = (x, _) => Ec2Filters.Present(x.Entries!.Select(e => e.PortRange is { } p ? $"{p.From}" : null)),
        ["entry.port-range.to"] = (x, _) => Ec2Filters.Present(x.Entries!.Select(e => e.PortRange is { } p ? $"{p.To}" : null)),
        ["entry.protocol"] = (x, _) => x.Entries!.Select(e => e.Protocol!),
        ["entry.rule-action"] = (x, _) => x.Entries!.Select(e => e.RuleAction!),
        ["entry.rule-number"] = (x, _) => x.Entries!.Select(e => $"{e.RuleNumber}"),
        ["owner-id"] = (x, _) => [x.OwnerId!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.Tags).Keys,
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeNetworkAcls";

    public string Resource(DescribeNetworkAclsRequest request, Caller caller) => "*";

    public async Task<DescribeNetworkAclsResponse> Handle(DescribeNetworkAclsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, _) = await network.Read(cancel);
        var all = state.Of<NetworkAclRecord>().Select(a => AclMapping.ToWire(a, caller.Scope)).ToList();
        var asked = Ec2Selection.ById(all, x => x.NetworkAclId!, request.NetworkAclIds, Ec2Errors.AclNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, x => x.NetworkAclId!, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { NetworkAcls = page.Items, NextToken = page.NextToken };
    }
}
