using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.SecretsManager.Wire;

namespace Berth.Aws.Services.SecretsManager.Operations;

/// <summary>Needs its own permission and, for each secret, that of GetSecretValue; what is refused stands among the errors.</summary>
internal sealed class BatchGetSecretValue(SecretRows rows, SecretAccess access, SecretValues values, PageTokens tokens, TimeProvider clock) : IOperation<BatchGetSecretValueRequest, BatchGetSecretValueResponse>
{
    private const int SizeMax = 20;

    public static string Action => "secretsmanager:BatchGetSecretValue";

    public string Resource(BatchGetSecretValueRequest request, Caller caller) => "*";

    public async Task<BatchGetSecretValueResponse> Handle(BatchGetSecretValueRequest request, Caller caller, CancellationToken cancel)
    {
        if ((request.SecretIdList is { Count: > 0 }) == (request.Filters is { Count: > 0 })) throw SecretsManagerErrors.InvalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        SecretFilters.Check(request.Filters);
        IEnumerable<string> asked = request.SecretIdList ?? [.. (await rows.All(cancel)).Where(s => s.DeletedAt is null && SecretFilters.Match(s, request.Filters)).Select(s => s.Name)];
        var page = tokens.Cut(asked.Order(StringComparer.Ordinal), id => id, Action, request.NextToken, request.MaxResults ?? SizeMax, SecretsManagerErrors.InvalidToken);
        var (found, errors) = (new List<SecretValueEntryShape>(), new List<APIErrorTypeShape>());
        foreach (var id in page.Items)
        {
            try
            {
                found.Add(await Read(id, caller, cancel));
            }
            catch (AwsException refused) when (refused.Status < 500)
            {
                errors.Add(new() { SecretId = id, ErrorCode = refused.Code, Message = refused.Message });
            }
        }

        return new() { SecretValues = found, Errors = errors, NextToken = page.NextToken };
    }

    private async Task<SecretValueEntryShape> Read(string secretId, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(secretId, GetSecretValue.Action, caller, cancel);
        var version = SecretReading.Choose(secret, null, null);
        var value = await rows.Value(secret, version.VersionId, cancel) ?? throw SecretsManagerErrors.NoValue($"VersionId: {version.VersionId}");
        var text = await values.Open(secret, version.VersionId, value, caller, cancel);
        await SecretReading.NoteAccess(rows, secret, clock.GetUtcNow(), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name, VersionId = version.VersionId, SecretString = text.String, SecretBinary = text.Binary, VersionStages = version.Stages, CreatedDate = version.CreatedAt };
    }
}
