using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeVpcs(IStore store, PageTokens tokens) : IOperation<DescribeVpcsRequest, DescribeVpcsResponse>
{
    private static readonly Ec2Filters<VpcRecord> Filters = new()
    {
        ["vpc-id"] = (x, _) => [x.VpcId],
        ["cidr"] = (x, _) => [x.CidrBlock],
        ["cidr-block-association.cidr-block"] = (x, _) => [x.CidrBlock],
        ["cidr-block-association.association-id"] = (x, _) => [Ec2Mapping.CidrAssociationId(x)],
        ["cidr-block-association.state"] = (_, _) => ["associated"],
        ["dhcp-options-id"] = (x, _) => [x.DhcpOptionsId],
        ["is-default"] = (x, _) => [Ec2Filters.Text(x.IsDefault)],
        ["isDefault"] = (x, _) => [Ec2Filters.Text(x.IsDefault)],
        ["state"] = (_, _) => ["available"],
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeVpcs";

    public string Resource(DescribeVpcsRequest request, Caller caller) => "*";

    public async Task<DescribeVpcsResponse> Handle(DescribeVpcsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<VpcRecord>(NetworkKinds.Vpc, cancel: cancel);
        var asked = Ec2Selection.ById(all, v => v.VpcId, request.VpcIds, Ec2Errors.VpcNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, v => v.VpcId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { Vpcs = [.. page.Items.Select(v => Ec2Mapping.ToWire(v, caller.Scope))], NextToken = page.NextToken };
    }
}
