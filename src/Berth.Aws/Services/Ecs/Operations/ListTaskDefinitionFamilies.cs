using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Lists families by prefix. A family is ACTIVE when one of its revisions is.</summary>
internal sealed class ListTaskDefinitionFamilies(IStore store, PageTokens tokens) : IOperation<ListTaskDefinitionFamiliesRequest, ListTaskDefinitionFamiliesResponse>
{
    public static string Action => "ecs:ListTaskDefinitionFamilies";

    public string Resource(ListTaskDefinitionFamiliesRequest request, Caller caller) => "*";

    public async Task<ListTaskDefinitionFamiliesResponse> Handle(ListTaskDefinitionFamiliesRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Status is not (null or "" or "ACTIVE" or "INACTIVE" or "ALL")) throw EcsErrors.InvalidParameter("status should be one of [ACTIVE,INACTIVE,ALL]");
        var families = (await new TaskDefinitionRows(store).All(cancel))
            .Where(d => d.Status != TaskDefinitionStatus.DeleteInProgress && d.Family.StartsWith(request.FamilyPrefix ?? "", StringComparison.Ordinal))
            .GroupBy(d => d.Family, StringComparer.Ordinal)
            .Where(f => request.Status is null or "" or "ALL" || f.Any(d => d.Status == TaskDefinitionStatus.Active) == (request.Status == "ACTIVE"))
            .Select(f => f.Key).Order(StringComparer.Ordinal);
        var page = tokens.Cut(families, f => f, $"{Action} {request.FamilyPrefix} {request.Status}", request.NextToken, EcsPages.Size(request.MaxResults), EcsErrors.InvalidToken);
        return new() { Families = page.Items, NextToken = page.NextToken };
    }
}
