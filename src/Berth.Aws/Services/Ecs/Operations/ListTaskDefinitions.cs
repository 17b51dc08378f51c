using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Lists revisions by family, then revision; ACTIVE ones when nothing is said.</summary>
internal sealed class ListTaskDefinitions(IStore store, PageTokens tokens) : IOperation<ListTaskDefinitionsRequest, ListTaskDefinitionsResponse>
{
    public static string Action => "ecs:ListTaskDefinitions";

    public string Resource(ListTaskDefinitionsRequest request, Caller caller) => "*";

    public async Task<ListTaskDefinitionsResponse> Handle(ListTaskDefinitionsRequest request, Caller caller, CancellationToken cancel)
    {
        var status = request.Status switch
        {
            null or "" or "ACTIVE" => TaskDefinitionStatus.Active,
            "INACTIVE" => TaskDefinitionStatus.Inactive,
            "DELETE_IN_PROGRESS" => TaskDefinitionStatus.DeleteInProgress,
            _ => throw EcsErrors.InvalidParameter("status should be one of [ACTIVE,INACTIVE,DELETE_IN_PROGRESS]"),
        };
        var descending = request.Sort == "DESC";
        var all = (await new TaskDefinitionRows(store).All(cancel)).Where(d => d.Status == status && (string.IsNullOrEmpty(request.FamilyPrefix) || d.Family == request.FamilyPrefix));
        string Key(TaskDefinitionRecord d) => TaskDefinitionRows.RowId(d.Family, d.Revision);
        var sorted = descending ? all.OrderByDescending(Key, StringComparer.Ordinal) : all.OrderBy(Key, StringComparer.Ordinal);
        var page = tokens.Cut(sorted, Key, $"{Action} {request.FamilyPrefix} {status} {descending}", request.NextToken, EcsPages.Size(request.MaxResults), EcsErrors.InvalidToken, descending);
        return new() { TaskDefinitionArns = [.. page.Items.Select(d => d.Arn)], NextToken = page.NextToken };
    }
}
