using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class ListSecretVersionIds(SecretAccess access, PageTokens tokens) : IOperation<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse>
{
    public static string Action => "secretsmanager:ListSecretVersionIds";

    public string Resource(ListSecretVersionIdsRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ListSecretVersionIdsRequest request, Caller caller) => [];

    public async Task<ListSecretVersionIdsResponse> Handle(ListSecretVersionIdsRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(request.SecretId!, Action, caller, cancel);
        var versions = secret.Versions.Where(v => request.IncludeDeprecated == true || v.Stages.Count > 0).OrderBy(v => v.VersionId, StringComparer.Ordinal);
        var page = tokens.Cut(versions, v => v.VersionId, $"{Action} {secret.Key}", request.NextToken, request.MaxResults ?? 100, SecretsManagerErrors.InvalidToken);
        return new()
        {
            ARN = secret.Arn,
            Name = secret.Name,
            Versions = [.. page.Items.Select(v => new SecretVersionsListEntryShape { VersionId = v.VersionId, VersionStages = v.Stages.Count > 0 ? v.Stages : null, CreatedDate = v.CreatedAt, KmsKeyIds = [secret.KmsKeyId is null ? "DefaultEncryptionKey" : v.KeyId] })],
            NextToken = page.NextToken,
        };
    }
}
