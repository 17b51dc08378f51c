using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>AWS's own lists and the customer's.</summary>
internal sealed class DescribeManagedPrefixLists(NetworkEditor network, PageTokens tokens) : IOperation<DescribeManagedPrefixListsRequest, DescribeManagedPrefixListsResponse>
{
    private static readonly Ec2Filters<ManagedPrefixListShape> Filters = new()
    {
        ["owner-id"] = (x, _) => [x.OwnerId!],
        ["prefix-list-id"] = (x, _) => [x.PrefixListId!],
        ["prefix-list-name"] = (x, _) => [x.PrefixListName!],
        ["tag-key"] = (x, _) => x.Tags!.Select(t => t.Key!),
        Tags = x => x.Tags!.ToDictionary(t => t.Key!, t => t.Value!),
    };

    public static string Action => "ec2:DescribeManagedPrefixLists";

    public string Resource(DescribeManagedPrefixListsRequest request, Caller caller) => "*";

    public async Task<DescribeManagedPrefixListsResponse> Handle(DescribeManagedPrefixListsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, world) = await network.Read(cancel);
        List<ManagedPrefixListShape> all =
        [
            .. ManagedPrefixLists.All(world.Scope.Region, world.Pool).Select(l => PrefixListMapping.OfAws(l, caller.Scope)),
            .. state.Of<PrefixListRecord>().Select(l => PrefixListMapping.ToWire(l, caller.Scope)),
        ];
        var asked = Ec2Selection.ById(all, l => l.PrefixListId!, request.PrefixListIds, Ec2Errors.PrefixListNotFound);
        var found = Filters.Apply(asked, request.Filters, caller).OrderBy(l => l.PrefixListId, StringComparer.Ordinal);
        var page = tokens.Cut(found, l => l.PrefixListId!, Action, request.NextToken, Ec2Selection.ListPageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { PrefixLists = page.Items, NextToken = page.NextToken };
    }
}
