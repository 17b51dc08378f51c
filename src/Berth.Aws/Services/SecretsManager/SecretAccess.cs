using Berth.Aws.Dispatch;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>Finds the secret that a request names, and asks IAM for the action on it.</summary>
internal sealed class SecretAccess(SecretRows rows, IAuthorizer authorizer)
{
    /// <summary>A secret that is there and stays.</summary>
    /// <exception cref="AwsException">ResourceNotFoundException, AccessDeniedException; InvalidRequestException when it is marked for deletion.</exception>
    public async Task<SecretRecord> Find(string secretId, string action, Caller caller, CancellationToken cancel, params (string Key, string? Value)[] keys)
    {
        var secret = await FindAny(secretId, action, caller, cancel, keys);
        return secret.DeletedAt is null ? secret : throw SecretsManagerErrors.Deleted();
    }

    /// <summary>The same, also of one that is marked for deletion. Who may not ask learns nothing of whether there is one.</summary>
    public async Task<SecretRecord> FindAny(string secretId, string action, Caller caller, CancellationToken cancel, params (string Key, string? Value)[] keys)
    {
        var secret = await rows.Find(secretId, caller.Scope, cancel);
        var arn = secret?.Arn ?? SecretsManagerNames.Wanted(caller.Scope, secretId);
        var known = keys.Where(k => k.Value is not null).ToDictionary(k => "secretsmanager:" + k.Key, k => (IReadOnlyList<string>)[k.Value!]);
        known["secretsmanager:SecretId"] = [arn];
        await authorizer.Require(caller, new(action, arn) { Keys = known }, cancel);
        return secret ?? throw SecretsManagerErrors.NotFound();
    }
}
