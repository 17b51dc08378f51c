using System.Security.Cryptography;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class CreateSecret(SecretRows rows, SecretWriter writer, SecretValues values, Profile profile, IIdSource ids, TimeProvider clock) : IOperation<CreateSecretRequest, CreateSecretResponse>
{
    public static string Action => "secretsmanager:CreateSecret";

    public string Resource(CreateSecretRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateSecretRequest request, Caller caller) =>
    [
        new(Action, SecretsManagerNames.Wanted(caller.Scope, request.Name ?? ""))
        {
            RequestTags = SecretsManagerMapping.Tags(request.Tags),
            Keys = new Dictionary<string, IReadOnlyList<string>> { ["secretsmanager:Name"] = [request.Name ?? ""] },
        },
    ];

    public async Task<CreateSecretResponse> Handle(CreateSecretRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.Name!;
        if (!SecretsManagerNames.IsName(name)) throw SecretsManagerErrors.Validation("Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
        if (request.AddReplicaRegions is { Count: > 0 } || request.ForceOverwriteReplicaSecret == true) throw SecretsManagerErrors.NotYet("replication of secrets");
        if (request.Type is not null) throw SecretsManagerErrors.NotYet("managed external secrets (Type)");
        if (TagRules.Check([.. (request.Tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? ""))], profile.Quotas.TagsPerResource) is { } fault) throw SecretsManagerErrors.InvalidParameter(fault);
        var text = SecretText.Of(request.SecretString, request.SecretBinary);
        if (await rows.Find(name, caller.Scope, cancel) is { } known) return await Repeat(known, request, text, caller, cancel);
        if ((await rows.All(cancel)).Count >= profile.Quotas.Secrets) throw SecretsManagerErrors.LimitExceeded($"You have reached the quota of {profile.Quotas.Secrets} secrets.");
        var now = clock.GetUtcNow();
        var secret = new SecretRecord
        {
            Name = name,
            Arn = SecretsManagerNames.Arn(caller.Scope, name, RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 6)),
            Key = ids.Hex(32),
            Description = request.Description,
            KmsKeyId = SecretsManagerNames.KeyOf(request.KmsKeyId),
            CreatedAt = now,
            LastChangedAt = now,
            Tags = SecretsManagerMapping.Tags(request.Tags),
        };
        if (text is null)
        {
            await rows.Add(secret, [], cancel);
            return new() { ARN = secret.Arn, Name = name };
        }

        var versionId = request.ClientRequestToken ?? ids.Uuid();
        var (value, keyId) = await values.Seal(secret, versionId, text, caller, cancel);
        await rows.Add(secret with { Versions = [new(versionId, [SecretStages.Current], now, keyId)] }, [SecretRows.Keep(secret, versionId, value)], cancel);
        return new() { ARN = secret.Arn, Name = name, VersionId = versionId };
    }

    /// <summary>A repeated request is answered again; another one for the same name is refused.</summary>
    private async Task<CreateSecretResponse> Repeat(SecretRecord known, CreateSecretRequest request, SecretText? text, Caller caller, CancellationToken cancel)
    {
        if (known.DeletedAt is not null) throw SecretsManagerErrors.InvalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");
        if (request.ClientRequestToken is not { } token || text is null || known.Versions.All(v => v.VersionId != token)) throw SecretsManagerErrors.Exists(known.Name);
        await writer.Put(known, token, text, [], secret => secret, caller, cancel);
        return new() { ARN = known.Arn, Name = known.Name, VersionId = token };
    }
}
