using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Clusters;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class ListClusters(IStore store, PageTokens tokens) : IOperation<ListClustersRequest, ListClustersResponse>
{
    public static string Action => "ecs:ListClusters";

    public string Resource(ListClustersRequest request, Caller caller) => "*";

    public async Task<ListClustersResponse> Handle(ListClustersRequest request, Caller caller, CancellationToken cancel)
    {
        var active = (await store.FindAll<ClusterRecord>("cluster", cancel: cancel)).Where(c => c.Active);
        var page = tokens.Cut(active, c => c.Name, Action, request.NextToken, EcsPages.Size(request.MaxResults), EcsErrors.InvalidToken);
        return new() { ClusterArns = [.. page.Items.Select(c => c.Arn)], NextToken = page.NextToken };
    }
}
