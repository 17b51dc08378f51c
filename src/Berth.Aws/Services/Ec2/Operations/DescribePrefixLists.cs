using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>The ranges of the services that have gateway endpoints.</summary>
internal sealed class DescribePrefixLists(BerthInstance berth, PublicPool pool, PageTokens tokens) : IOperation<DescribePrefixListsRequest, DescribePrefixListsResponse>
{
    private static readonly Ec2Filters<PrefixListRecord> Filters = new()
    {
        ["prefix-list-id"] = (x, _) => [x.PrefixListId],
        ["prefix-list-name"] = (x, _) => [x.Name],
    };

    public static string Action => "ec2:DescribePrefixLists";

    public string Resource(DescribePrefixListsRequest request, Caller caller) => "*";

    public Task<DescribePrefixListsResponse> Handle(DescribePrefixListsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var asked = Ec2Selection.ById(ManagedPrefixLists.All(berth.Scope.Region, pool), l => l.PrefixListId, request.PrefixListIds, Ec2Errors.PrefixListNotFound);
        var found = Filters.Apply(asked, request.Filters, caller).OrderBy(l => l.PrefixListId, StringComparer.Ordinal);
        var page = tokens.Cut(found, l => l.PrefixListId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return Task.FromResult(new DescribePrefixListsResponse
        {
            PrefixLists = [.. page.Items.Select(l => new PrefixListShape { PrefixListId = l.PrefixListId, PrefixListName = l.Name, Cidrs = [.. l.Entries.Select(e => e.Cidr)] })],
            NextToken = page.NextToken,
        });
    }
}
