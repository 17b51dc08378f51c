using Berth.Aws.Dispatch;
using Berth.Domain.Access;
using Berth.Domain.Keys;
using Berth.Storage;

namespace Berth.Aws.Services.Kms;

/// <summary>Finds the key that a request names, asks IAM for the action on it, and changes it.</summary>
internal sealed class KeyAccess(IStore store, KmsKeys keys, IAuthorizer authorizer)
{
    private static readonly IReadOnlyDictionary<string, string> NoContext = EncryptionContext.None;

    /// <exception cref="AwsException">NotFoundException, AccessDeniedException.</exception>
    public async Task<KeyRecord> Find(string given, string action, Caller caller, CancellationToken cancel, IReadOnlyDictionary<string, string>? context = null)
    {
        var key = await keys.Resolve(given, cancel);
        await Require(key, action, caller, context ?? NoContext, null, cancel);
        return key;
    }

    /// <summary>The same of a request that must name the key itself, not an alias.</summary>
    public async Task<KeyRecord> FindKey(string given, string action, Caller caller, CancellationToken cancel)
    {
        var key = await keys.ResolveKey(given, cancel);
        await Require(key, action, caller, NoContext, null, cancel);
        return key;
    }

    /// <param name="viaService">Whose request it is: <c>secretsmanager</c>; null for the caller's own.</param>
    public Task Require(KeyRecord key, string action, Caller caller, IReadOnlyDictionary<string, string> context, string? viaService, CancellationToken cancel)
    {
        // A service's own key is used by whoever may use the service, and by nobody else.
        if (key.ManagedFor is { } service && service == viaService) return Task.CompletedTask;
        var known = new Dictionary<string, IReadOnlyList<string>> { ["kms:CallerAccount"] = [caller.Scope.AccountId] };
        if (viaService is not null) known["kms:ViaService"] = [$"{viaService}.{caller.Scope.Region}.amazonaws.com"];
        if (context.Count > 0) known["kms:EncryptionContextKeys"] = [.. context.Keys];
        foreach (var (name, value) in context) known["kms:EncryptionContext:" + name] = [value];
        return authorizer.Require(caller, new(action, key.Arn) { Keys = known }, cancel);
    }

    /// <summary>For the customer to change: AWS' own keys are AWS's.</summary>
    /// <exception cref="AwsException">NotFoundException, AccessDeniedException, or what <paramref name="change"/> throws.</exception>
    public async Task<KeyRecord> Change(string given, string action, Func<KeyRecord, KeyRecord> change, Caller caller, CancellationToken cancel)
    {
        var key = await FindKey(given, action, caller, cancel);
        if (key.ManagedFor is not null) throw KmsErrors.Unsupported($"You cannot change the AWS managed key {key.Arn}.");
        return (await store.Change<KeyRecord>(KmsNames.KeyKind, key.KeyId, old => change(old ?? throw KmsErrors.KeyNotFound(key.Arn)), cancel))!;
    }

    /// <summary>The same, of a key that does not wait for its end.</summary>
    public Task<KeyRecord> ChangeLiving(string given, string action, Func<KeyRecord, KeyRecord> change, Caller caller, CancellationToken cancel) =>
        Change(given, action, key => KeyStates.Change(key) is { } refusal ? throw KmsErrors.From(refusal, key) : change(key), caller, cancel);
}
