using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.SecretsManager.Wire;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class ListSecrets(SecretRows rows, PageTokens tokens) : IOperation<ListSecretsRequest, ListSecretsResponse>
{
    public static string Action => "secretsmanager:ListSecrets";

    public string Resource(ListSecretsRequest request, Caller caller) => "*";

    public async Task<ListSecretsResponse> Handle(ListSecretsRequest request, Caller caller, CancellationToken cancel)
    {
        SecretFilters.Check(request.Filters);
        if (request.SortBy is not (null or "name")) throw SecretsManagerErrors.NotYet($"sorting by {request.SortBy}");
        var descending = request.SortOrder == "desc";
        var found = (await rows.All(cancel)).Where(s => (request.IncludePlannedDeletion == true || s.DeletedAt is null) && SecretFilters.Match(s, request.Filters));
        var sorted = descending ? found.OrderByDescending(s => s.Name, StringComparer.Ordinal) : found.OrderBy(s => s.Name, StringComparer.Ordinal);
        var page = tokens.Cut(sorted, s => s.Name, $"{Action} {request.SortOrder}", request.NextToken, request.MaxResults ?? 100, SecretsManagerErrors.InvalidToken, descending);
        return new() { SecretList = [.. page.Items.Select(SecretsManagerMapping.ToEntry)], NextToken = page.NextToken };
    }
}
