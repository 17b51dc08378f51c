using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeDhcpOptions(IStore store, PageTokens tokens) : IOperation<DescribeDhcpOptionsRequest, DescribeDhcpOptionsResponse>
{
    private static readonly Ec2Filters<DhcpOptionsRecord> Filters = new()
    {
        ["dhcp-options-id"] = (x, _) => [x.DhcpOptionsId],
        ["key"] = (x, _) => x.Options.Keys,
        ["value"] = (x, _) => x.Options.Values.SelectMany(v => v),
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeDhcpOptions";

    public string Resource(DescribeDhcpOptionsRequest request, Caller caller) => "*";

    public async Task<DescribeDhcpOptionsResponse> Handle(DescribeDhcpOptionsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<DhcpOptionsRecord>(NetworkKinds.DhcpOptions, cancel: cancel);
        var asked = Ec2Selection.ById(all, o => o.DhcpOptionsId, request.DhcpOptionsIds, Ec2Errors.DhcpOptionsNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, o => o.DhcpOptionsId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { DhcpOptions = [.. page.Items.Select(o => Ec2Mapping.ToWire(o, caller.Scope))], NextToken = page.NextToken };
    }
}
